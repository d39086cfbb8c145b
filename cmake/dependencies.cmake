# Everything Tansine is built on, found in the system (Debian 12 names in tools/install_dependencies.sh).
find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(tomlplusplus 3.3 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2 REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(Boost 1.74 REQUIRED)  # headers only (Boost.Math)
if(TANSINE_TESTS)
  find_package(GTest 1.12 REQUIRED)
endif()

# SUNDIALS ships a package file that names every optional part it was built with (PETSc, hypre, MPI) and refuses to load
# when one is missing. We use CVODE, serial vectors and three linear algebra parts: find just these.
find_path(TANSINE_SUNDIALS_INCLUDE cvode/cvode.h REQUIRED)
find_path(TANSINE_KLU_INCLUDE klu.h PATH_SUFFIXES suitesparse REQUIRED)
mark_as_advanced(TANSINE_SUNDIALS_INCLUDE TANSINE_KLU_INCLUDE)
add_library(tansine_cvode INTERFACE)
target_include_directories(tansine_cvode SYSTEM INTERFACE "${TANSINE_SUNDIALS_INCLUDE}" "${TANSINE_KLU_INCLUDE}")
foreach(part cvode nvecserial sunmatrixdense sunmatrixsparse sunlinsoldense sunlinsolklu)
  find_library(TANSINE_SUNDIALS_${part} sundials_${part} REQUIRED)
  mark_as_advanced(TANSINE_SUNDIALS_${part})
  target_link_libraries(tansine_cvode INTERFACE "${TANSINE_SUNDIALS_${part}}")
endforeach()
