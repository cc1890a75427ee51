# ocellus_add_model(NAME MODEL <int8 .tflite> BOARD <name> [STEPS] [GOLDEN])
#
# Compiles a model for a board at build time. NAME becomes a static library; who links it writes
# #include "models/NAME.hpp" and finds everything in ocellus::models::NAME. MODEL is a path, or a
# file in OCELLUS_MODELS_DIR. STEPS: with a table of its operators. GOLDEN: with
# what it computes of a fixed input, for self-tests. A program that does not use these leaves them out
# when it is linked with --gc-sections. Beside the sources lies NAME.report.txt: memory, MACs, layers.
#
# Models are made, not kept, so a fresh clone has none: then nothing is added, OCELLUS_HAVE_NAME is
# not set in the caller's scope, and a line says how to get the file.
set(OCELLUS_MODELS_DIR ${CMAKE_SOURCE_DIR}/build/models CACHE PATH "where the int8 models lie")
if(CMAKE_CROSSCOMPILING)
  set(OCELLUS_COMPILER ${CMAKE_SOURCE_DIR}/build/host/bin/ocellus CACHE FILEPATH
    "the ocellus program of this machine")
endif()

# The instruction sets of each board, as its board.hpp has them: one source is emitted for each.
set(OCELLUS_BOARD_ISAS_host ${OCELLUS_ISAS})
set(OCELLUS_BOARD_ISAS_generic-aarch64 neondot neon)
set(OCELLUS_BOARD_ISAS_virt neondot)
set(OCELLUS_BOARD_ISAS_rpi3 neon)
set(OCELLUS_BOARD_ISAS_rpi4 neon)
set(OCELLUS_BOARD_ISAS_rpi5 neondot)
set(OCELLUS_BOARD_ISAS_rpi-zero2w neon)
set(OCELLUS_BOARD_ISAS_nuc avx2 scalar)

function(ocellus_add_model name)
  if(TARGET ${name}) # another program uses it too
    set(OCELLUS_HAVE_${name} TRUE PARENT_SCOPE)
    return()
  endif()
  cmake_parse_arguments(arg "STEPS;GOLDEN" "MODEL;BOARD" "" ${ARGN})
  cmake_path(ABSOLUTE_PATH arg_MODEL BASE_DIRECTORY ${OCELLUS_MODELS_DIR} NORMALIZE)
  get_source_file_property(made_here ${arg_MODEL} GENERATED)
  unset(OCELLUS_HAVE_${name} PARENT_SCOPE)
  if(NOT made_here AND NOT EXISTS ${arg_MODEL})
    get_property(said GLOBAL PROPERTY OCELLUS_MISSING_${name})
    if(NOT said)
      message(STATUS "No model ${name}: ${arg_MODEL} is missing. tools/models makes it; then "
        "configure again.")
      set_property(GLOBAL PROPERTY OCELLUS_MISSING_${name} TRUE)
    endif()
    return()
  endif()
  if(NOT DEFINED OCELLUS_BOARD_ISAS_${arg_BOARD})
    message(FATAL_ERROR "Board ${arg_BOARD} has no line in cmake/OcellusModel.cmake.")
  endif()
  if(CMAKE_CROSSCOMPILING)
    set(compiler ${OCELLUS_COMPILER})
    if(NOT EXISTS ${compiler})
      message(FATAL_ERROR "The model compiler ${compiler} is missing. Build it for this machine "
        "first (tools/build host), or set OCELLUS_COMPILER.")
    endif()
  else()
    set(compiler ocellus)
  endif()

  set(folder ${CMAKE_BINARY_DIR}/generated/${name}/models)
  set(emitted ${folder}/${name}.hpp)
  set(sources "")
  foreach(isa IN LISTS OCELLUS_BOARD_ISAS_${arg_BOARD})
    set(stem ${folder}/${name}__${isa})
    list(APPEND emitted ${stem}.cpp ${stem}.S ${stem}.bin)
    list(APPEND sources ${stem}.cpp ${stem}.S)
    ocellus_isa_sources(${isa} ${stem}.cpp)
    set_source_files_properties(${stem}.S PROPERTIES OBJECT_DEPENDS ${stem}.bin)
  endforeach()
  set(tables "")
  if(arg_STEPS)
    list(APPEND tables --steps)
  endif()
  if(arg_GOLDEN)
    list(APPEND tables --golden)
  endif()
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${emitted}
    COMMAND ${compiler} compile ${arg_MODEL} --board ${arg_BOARD} --name ${name} -o ${folder} ${tables}
      > ${folder}/${name}.report.txt
    DEPENDS ${compiler} ${arg_MODEL}
    COMMENT "Compiling the model ${name} for ${arg_BOARD}"
    VERBATIM)

  add_library(${name} STATIC ${sources} ${folder}/${name}.hpp)
  target_include_directories(${name} PRIVATE ${folder} PUBLIC ${CMAKE_BINARY_DIR}/generated/${name})
  target_compile_options(${name} PRIVATE -fno-rtti -fno-math-errno -ffunction-sections
    -fdata-sections)
  target_link_libraries(${name} PUBLIC runtime_base PRIVATE ocellus_warnings)
  ocellus_freestanding(${name})
  set(OCELLUS_HAVE_${name} TRUE PARENT_SCOPE)
endfunction()
