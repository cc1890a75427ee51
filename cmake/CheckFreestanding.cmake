# cmake -DNM=… -DARCHIVE=… [-DISA_OBJECTS="object=isa;…"] [-DOPTIMIZED=1] -P CheckFreestanding.cmake
# Fails, naming object and symbol, when an object of the static library
#  - refers to what only a heap, an operating system, a C library or a C++ runtime can give;
#  - is compiled for an instruction set and defines a function that the linker may hand to code
#    compiled for every machine: a weak one (inline, or from a template) whose name does not carry
#    the instruction set. A machine without it would run into an illegal instruction.

# What a freestanding compiler may ask for without being told.
set(memory "memcpy|memmove|memset|memcmp|memchr|bcmp")
# Arithmetic, counting bits, processor detection, atomics: libgcc, which is linked everywhere. On
# processors without one, it is their floating-point unit too.
set(compiler "__(u?(div|mod|divmod)|mul|multi|clz|ctz|popcount|bswap|ashl|ashr|lshr|neg|abs)[a-z]*[0-9]")
string(APPEND compiler "|__(add|sub|eq|ne|[lg][te]|unord|fix|fixuns|float|floatun|extend|trunc)[sd][a-z]*[0-9]?")
string(APPEND compiler "|__cpu_model|__cpu_indicator_init|__aarch64_[a-z]+[0-9]+_[a-z_]+|_GLOBAL_OFFSET_TABLE_")
# The namespace of the runtime, but not the rooms that lie above it.
set(own "_Z[A-Z]*7ocellus.*")
set(above "_Z[A-Z]*7ocellus(5tools|7capture|7picture|8platform).*")

execute_process(COMMAND ${NM} --format=posix ${ARCHIVE}
  OUTPUT_VARIABLE lines ERROR_VARIABLE complaint RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${NM} cannot read ${ARCHIVE}: ${complaint}")
endif()
string(REGEX REPLACE "[][]" "|" lines "${lines}") # brackets would glue list elements together
string(REPLACE "\n" ";" lines "${lines}")

set(offences "")
set(object "?")
set(isa "")
foreach(line IN LISTS lines)
  if(line MATCHES "\\|(.*)\\|:$") # archive|object|:
    set(object ${CMAKE_MATCH_1})
    set(isa "")
    if("${ISA_OBJECTS}" MATCHES "(^|;)${object}=([a-z0-9]+)")
      set(isa ${CMAKE_MATCH_2})
    endif()
  elseif(line MATCHES "^([^ ]+) ([Uwv])")
    set(symbol ${CMAKE_MATCH_1})
    if(symbol MATCHES "^(${above})$" OR NOT symbol MATCHES "^(${memory}|${compiler}|${own})$")
      list(APPEND offences "${object} refers to ${symbol}")
    endif()
  elseif(isa AND OPTIMIZED AND line MATCHES "^([^ ]+) W")
    if(NOT CMAKE_MATCH_1 MATCHES "${isa}")
      list(APPEND offences "${object} is compiled for ${isa} and shares ${CMAKE_MATCH_1}")
    endif()
  endif()
endforeach()
if(NOT offences)
  return()
endif()

# With readable names, where binutils has the tool.
cmake_path(GET NM PARENT_PATH binutils)
find_program(CXXFILT NAMES c++filt llvm-cxxfilt HINTS ${binutils})
cmake_path(GET ARCHIVE FILENAME library)
set(text "")
foreach(offence IN LISTS offences)
  string(APPEND text "${library}: ${offence}\n")
endforeach()
if(CXXFILT)
  file(WRITE ${ARCHIVE}.offences "${text}")
  execute_process(COMMAND ${CXXFILT} INPUT_FILE ${ARCHIVE}.offences OUTPUT_VARIABLE text)
  file(REMOVE ${ARCHIVE}.offences)
endif()
file(REMOVE ${ARCHIVE}) # so that the next build asks again
message(NOTICE "${text}")
message(FATAL_ERROR "The runtime is freestanding; cmake/README.md says what its objects may use.")
