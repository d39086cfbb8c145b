// Runs every NAME.case of a folder in the WebAssembly kernel and compares its answer with NAME.answer, to the bit.
// Usage: node run_cases.mjs KERNEL.wasm FOLDER N_CASES. Exit code 1 if anything differs. Needs Node 16 or later.
import fs from 'node:fs';
import path from 'node:path';

const [kernelFile, folder, wanted] = process.argv.slice(2);
const module = new WebAssembly.Module(fs.readFileSync(kernelFile));
let memory;

// The little of WASI that the C library asks for: it prints messages before a trap. Anything else is refused.
const provided = {
  fd_write(fd, list, count, written) {
    let view = new DataView(memory.buffer), n = 0;
    for (let i = 0; i < count; ++i) {
      const at = view.getUint32(list + 8 * i, true), size = view.getUint32(list + 8 * i + 4, true);
      fs.writeSync(fd, new Uint8Array(memory.buffer, at, size));
      n += size;
    }
    view.setUint32(written, n, true);
    return 0;
  },
};
const imports = {};
for (const {module: from, name, kind} of WebAssembly.Module.imports(module)) {
  if (from !== 'wasi_snapshot_preview1' || kind !== 'function') throw new Error(`the kernel imports ${from}.${name}`);
  (imports[from] ??= {})[name] = provided[name] ?? (() => { throw new Error(`the kernel calls ${name}`); });
}
const {exports: kernel} = new WebAssembly.Instance(module, imports);
memory = kernel.memory;
kernel._initialize();

function run(bytes) {
  const input = kernel.malloc(bytes.length) >>> 0;
  new Uint8Array(memory.buffer, input, bytes.length).set(bytes);
  const output = kernel.tansine_run(input, bytes.length) >>> 0;
  const n = new Float64Array(memory.buffer, output, 1)[0];
  const answer = memory.buffer.slice(output + 8, output + 8 + 8 * n);
  kernel.free(input);
  kernel.free(output);
  return answer;
}

/// Where the first difference is, or -1. The sign and payload of a nan are not promised.
function firstDifference(a, b) {
  const x = new BigUint64Array(a), y = new BigUint64Array(b), fx = new Float64Array(a), fy = new Float64Array(b);
  for (let i = 0; i < x.length; ++i)
    if (x[i] !== y[i] && !(Number.isNaN(fx[i]) && Number.isNaN(fy[i]))) return i;
  return -1;
}

let nWrong = 0, nDoubles = 0;
const names = fs.readdirSync(folder).filter((f) => f.endsWith('.case')).map((f) => f.slice(0, -5)).sort();
for (const name of names) {
  const file = fs.readFileSync(path.join(folder, name + '.answer'));
  const native = file.buffer.slice(file.byteOffset, file.byteOffset + file.length);
  const begin = process.hrtime.bigint();
  let answer;
  try {
    answer = run(fs.readFileSync(path.join(folder, name + '.case')));
  } catch (error) {
    console.log(`${name}: ${error}`);
    process.exit(1);  // a kernel that has trapped is of no further use
  }
  const ms = Number(process.hrtime.bigint() - begin) / 1e6;
  nDoubles += answer.byteLength / 8;
  let said = 'same bits';
  if (answer.byteLength !== native.byteLength) {
    said = `DIFFERS: ${answer.byteLength / 8} numbers, native ${native.byteLength / 8}`;
  } else {
    const at = firstDifference(answer, native);
    if (at >= 0) said = `DIFFERS at number ${at}: ${new Float64Array(answer)[at]}, native ${new Float64Array(native)[at]}`;
  }
  if (said !== 'same bits') ++nWrong;
  console.log(`${name}: ${said}, ${ms.toFixed(1)} ms`);
}
if (names.length !== Number(wanted)) {
  console.log(`${names.length} cases, expected ${wanted}`);
  process.exit(1);
}
console.log(`${names.length} cases, ${nDoubles} numbers, ${nWrong} cases differ`);
process.exit(nWrong === 0 ? 0 : 1);
