# Which instruction sets this build carries, and the flags of the sources written for each.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(OCELLUS_ISAS scalar neon neondot)
elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL riscv32)
  set(OCELLUS_ISAS scalar)
else()
  set(OCELLUS_ISAS scalar avx2 avx512vnni)
endif()

set(OCELLUS_ISA_FLAGS_scalar "")
set(OCELLUS_ISA_FLAGS_avx2 -mavx2 -mfma)
set(OCELLUS_ISA_FLAGS_avx512vnni -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512vnni -mavx2 -mfma)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12's own AVX512 intrinsics read deliberately undefined registers (its bug 105593).
  list(APPEND OCELLUS_ISA_FLAGS_avx512vnni -Wno-maybe-uninitialized -Wno-uninitialized)
  # Coalescing variables, GCC 12 keeps two names for every accumulator of a multiplication's loop and
  # spills them in each round: 1.6 times the time of a whole network with AVX512, 1.1 with AVX2.
  list(APPEND OCELLUS_ISA_FLAGS_avx2 -fno-tree-coalesce-vars)
  list(APPEND OCELLUS_ISA_FLAGS_avx512vnni -fno-tree-coalesce-vars)
endif()
if(OCELLUS_SANITIZE AND CMAKE_CXX_COMPILER_ID MATCHES Clang)
  # Every access of a fully inlined kernel checked in line, for both sanitizers, compiles for minutes.
  # Calls check as much; undefined behaviour in kernels is looked for by GCC (preset host-asan).
  foreach(isa avx2 avx512vnni)
    list(APPEND OCELLUS_ISA_FLAGS_${isa} -fno-sanitize=undefined
      -mllvm -asan-instrumentation-with-call-threshold=500)
  endforeach()
endif()
set(OCELLUS_ISA_FLAGS_neon "")
set(OCELLUS_ISA_FLAGS_neondot -march=armv8.2-a+dotprod)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # The kernels' tiles fill the vector registers. GCC's scheduling before register allocation moves
  # loads and products ahead until they no longer fit, and spills sums inside the inner loops.
  list(APPEND OCELLUS_ISA_FLAGS_neon -fno-schedule-insns)
  list(APPEND OCELLUS_ISA_FLAGS_neondot -fno-schedule-insns)
endif()

# ocellus_isa_sources(ISA files...): compile these files for that instruction set.
function(ocellus_isa_sources isa)
  set_source_files_properties(${ARGN} PROPERTIES
    OCELLUS_ISA ${isa} COMPILE_OPTIONS "${OCELLUS_ISA_FLAGS_${isa}}")
endfunction()
