# ocellus_fuzz(NAME SOURCES ... [CORPUS FOLDER] [LINK targets...])
# A libFuzzer program, built in the preset `fuzz` only (clang, ASan, UBSan): target `fuzzers` builds
# them all, ctest runs each for OCELLUS_FUZZ_SECONDS. NAME ends in _fuzz; what stands before, or
# CORPUS, is the folder of its seeds: corpus/NAME, beside the sources, is only read. New inputs go to the build
# tree, and so does an input that crashes (crash-*, timeout-*, oom-*).
option(OCELLUS_FUZZ "Build the fuzzers instead of the unit tests (preset fuzz)" OFF)
set(OCELLUS_FUZZ_SECONDS 20 CACHE STRING "How long ctest runs each fuzzer")

if(OCELLUS_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "Fuzzing needs clang with libFuzzer: apt install clang libclang-rt-14-dev")
  endif()
  add_custom_target(fuzzers)
endif()

function(ocellus_fuzz name)
  if(NOT OCELLUS_FUZZ)
    return()
  endif()
  cmake_parse_arguments(arg "" "CORPUS" "SOURCES;LINK" ${ARGN})
  string(REGEX REPLACE "_fuzz$" "" short ${name})
  set(corpus ${short})
  if(arg_CORPUS)
    set(corpus ${arg_CORPUS})
  endif()
  set(found ${CMAKE_CURRENT_BINARY_DIR}/${short})
  file(MAKE_DIRECTORY ${found}/corpus ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${corpus})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK} ocellus_warnings)
  target_include_directories(${name} PRIVATE ${CMAKE_BINARY_DIR}/include/tests)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzzers ${name})
  add_test(NAME ${name} COMMAND ${name}
    -max_total_time=${OCELLUS_FUZZ_SECONDS} -timeout=60 -rss_limit_mb=2048 -verbosity=0
    -print_final_stats=1 -artifact_prefix=${found}/
    ${found}/corpus ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${corpus})
endfunction()
