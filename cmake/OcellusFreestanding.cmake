# ocellus_freestanding(TARGET)
# The walls of the runtime, built in: a static library whose objects refer to anything but memory
# functions, its own names and the compiler's arithmetic does not build. Each runtime room and each
# emitted model gets this. The rules stand in CheckFreestanding.cmake.
function(ocellus_freestanding target)
  if(OCELLUS_SANITIZE)
    return() # a sanitizer adds its own calls everywhere
  endif()
  # At the end of the folder, when every source knows its instruction set.
  cmake_language(EVAL CODE "cmake_language(DEFER CALL ocellus_check_freestanding [[${target}]])")
endfunction()

function(ocellus_check_freestanding target)
  get_target_property(sources ${target} SOURCES)
  set(isa_objects "")
  foreach(source IN LISTS sources)
    get_source_file_property(isa ${source} OCELLUS_ISA)
    if(isa AND OCELLUS_ISA_FLAGS_${isa})
      cmake_path(GET source FILENAME object)
      list(APPEND isa_objects ${object}.o=${isa})
    endif()
  endforeach()
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -DNM=${CMAKE_NM} -DARCHIVE=$<TARGET_FILE:${target}>
      "-DISA_OBJECTS=${isa_objects}" -DOPTIMIZED=$<NOT:$<CONFIG:Debug>>
      -P ${CMAKE_SOURCE_DIR}/cmake/CheckFreestanding.cmake
    VERBATIM)
endfunction()
