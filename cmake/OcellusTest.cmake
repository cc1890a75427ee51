# ocellus_test(NAME SOURCES ... [LINK targets...] [EMULATED filter] [SANITIZED filter])
# A GoogleTest program beside the code it tests; run by ctest, under QEMU when cross-compiled. Then
# only the tests that EMULATED selects, GoogleTest's --gtest_filter: the rest takes long and is about
# what runs on the development machine alone. With sanitizers only those that SANITIZED selects: the
# rest takes long and goes through code that other tests go through with sanitizers.
include(CTest)
if(OCELLUS_BARE_METAL) # GoogleTest needs an operating system; tests/rv32 has programs without
  set(BUILD_TESTING OFF)
endif()
if(BUILD_TESTING)
  find_package(GTest REQUIRED)
endif()

function(ocellus_test name)
  if(NOT BUILD_TESTING OR OCELLUS_FUZZ)
    return()
  endif()
  cmake_parse_arguments(arg "" "EMULATED;SANITIZED" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK} GTest::gtest GTest::gtest_main ocellus_warnings)
  if(NOT CMAKE_CROSSCOMPILING)
    # What has to be fast is the code under test; optimizing the tests takes twice as long as that.
    # Not under an emulator, where they do take their time.
    target_compile_options(${name} PRIVATE -O0)
  endif()
  if(CMAKE_CROSSCOMPILING)
    # libgtest.a can report to a socket, and the linker warns that a static program should not.
    target_link_options(${name} PRIVATE LINKER:--no-warnings)
  endif()
  set(filter "")
  if(CMAKE_CROSSCOMPILING AND arg_EMULATED)
    set(filter --gtest_filter=${arg_EMULATED})
  endif()
  if(OCELLUS_SANITIZE AND arg_SANITIZED)
    set(filter --gtest_filter=${arg_SANITIZED})
  endif()
  add_test(NAME ${name} COMMAND ${name} ${filter})
endfunction()
