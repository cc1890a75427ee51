# 64-bit Arm Linux, static programs: Debian's cross compiler and a sysroot of Debian's arm64
# libraries. Tests run under QEMU. On an arm64 machine, its own compiler and libraries serve.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)

find_program(OCELLUS_AARCH64_CXX aarch64-linux-gnu-g++)
find_program(OCELLUS_AARCH64_CC aarch64-linux-gnu-gcc)
find_program(OCELLUS_AARCH64_QEMU NAMES qemu-aarch64-static qemu-aarch64)
string(COMPARE EQUAL "${CMAKE_HOST_SYSTEM_PROCESSOR}" aarch64 at_home)
set(sysroot ${CMAKE_CURRENT_LIST_DIR}/../../build/sysroot/arm64)
cmake_path(NORMAL_PATH sysroot)

if(NOT OCELLUS_AARCH64_CXX OR NOT OCELLUS_AARCH64_CC)
  message(FATAL_ERROR "The cross compiler aarch64-linux-gnu-g++ is missing: run "
    "`sudo apt-get install g++-aarch64-linux-gnu`.")
endif()
if(NOT OCELLUS_AARCH64_QEMU)
  message(FATAL_ERROR "The emulator qemu-aarch64 is missing: run "
    "`sudo apt-get install qemu-user`.")
endif()
if(NOT at_home AND NOT EXISTS ${sysroot}/.packages)
  message(FATAL_ERROR "The arm64 libraries are missing from ${sysroot}: run `tools/sysroot arm64`.")
endif()

set(CMAKE_C_COMPILER ${OCELLUS_AARCH64_CC})
set(CMAKE_CXX_COMPILER ${OCELLUS_AARCH64_CXX})
set(CMAKE_ASM_COMPILER ${OCELLUS_AARCH64_CC})

if(NOT at_home)
  # The compiler finds its own C and C++ libraries beside itself, and everything else in the sysroot:
  # with --sysroot the development machine's /usr/include is out of its sight.
  set(CMAKE_SYSROOT ${sysroot})
  set(CMAKE_FIND_ROOT_PATH ${sysroot})
  set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
  set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
  set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
  set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
  set(ENV{PKG_CONFIG_SYSROOT_DIR} ${sysroot})
  set(ENV{PKG_CONFIG_LIBDIR} ${sysroot}/usr/lib/aarch64-linux-gnu/pkgconfig)
endif()

# A board has none of our libraries, and perhaps another C library.
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)

# Every extension that QEMU knows, so that the kernels of every ISA can be tested.
set(CMAKE_CROSSCOMPILING_EMULATOR ${OCELLUS_AARCH64_QEMU} -cpu max)
