# 32-bit RISC-V (RV32IMC) without an operating system: Debian's bare-metal compiler, which comes with
# no C or C++ library. Programs bring their own start-up code, memory functions and linker script
# (platform/rv32, platform/virt-rv32); libgcc gives 64-bit and floating-point arithmetic.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR riscv32)

find_program(OCELLUS_RISCV32_CXX riscv64-unknown-elf-g++)
find_program(OCELLUS_RISCV32_CC riscv64-unknown-elf-gcc)
find_program(OCELLUS_RISCV32_QEMU qemu-system-riscv32)
if(NOT OCELLUS_RISCV32_CXX OR NOT OCELLUS_RISCV32_CC)
  message(FATAL_ERROR "The cross compiler riscv64-unknown-elf-g++ is missing: run "
    "`sudo apt-get install gcc-riscv64-unknown-elf`.")
endif()
if(NOT OCELLUS_RISCV32_QEMU)
  message(FATAL_ERROR "The emulator qemu-system-riscv32 is missing: run "
    "`sudo apt-get install qemu-system-misc`.")
endif()

set(CMAKE_C_COMPILER ${OCELLUS_RISCV32_CC})
set(CMAKE_CXX_COMPILER ${OCELLUS_RISCV32_CXX})
set(CMAKE_ASM_COMPILER ${OCELLUS_RISCV32_CC})
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY) # nothing links without the linker script

# The compiler has no C++ headers of its own. Most of the standard library's are templates for any
# machine, and this machine's own compiler of the same version has them; the few that would reach for
# a C library are replaced (platform/rv32/include).
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -dumpversion
  OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE)
string(REGEX REPLACE "\\..*" "" version "${version}")
file(GLOB config /usr/include/*-linux-gnu/c++/${version}/bits/c++config.h)
if(NOT config OR NOT EXISTS /usr/include/c++/${version}/span)
  message(FATAL_ERROR "The C++ headers of GCC ${version} are missing from /usr/include/c++/${version}: "
    "run `sudo apt-get install g++-${version}`.")
endif()
list(GET config 0 config)
cmake_path(GET config PARENT_PATH config)
cmake_path(GET config PARENT_PATH config)
set(own ${CMAKE_CURRENT_LIST_DIR}/../../platform/rv32/include)
cmake_path(NORMAL_PATH own)
set(CMAKE_CXX_STANDARD_INCLUDE_DIRECTORIES ${own} /usr/include/c++/${version} ${config})
set(CMAKE_C_STANDARD_INCLUDE_DIRECTORIES ${own})

# -ffreestanding tells the headers that there is no C library; -fbuiltin, that memcpy is memcpy.
set(machine "-march=rv32imc -mabi=ilp32 -mcmodel=medany")
set(CMAKE_ASM_FLAGS_INIT "${machine}")
set(CMAKE_C_FLAGS_INIT "${machine} -ffreestanding -fbuiltin -ffunction-sections -fdata-sections")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT} -fno-rtti -fno-exceptions -fno-threadsafe-statics -fno-use-cxa-atexit")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostdlib -static -Wl,--gc-sections -Wl,--fatal-warnings")
