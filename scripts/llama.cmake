# What of llama.cpp is compiled, and how: given to its build as -DCMAKE_PROJECT_INCLUDE, so each project() reads this.
# Plain variables stand before what llama-cpp-python's CMakeLists.txt forces into the cache (policy CMP0126).

set(LLAMA_BUILD_COMMON OFF) # argument parsing, downloads, chat templates of its programs: nothing here calls them
set(LLAVA_BUILD OFF) # libmtmd, for images and sound

# The kernels, all of ggml, stay at -O3. What calls them computes nothing itself but the choice of the next token.
if(PROJECT_NAME STREQUAL "llama.cpp" AND CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
elseif(PROJECT_NAME STREQUAL "ggml")
    string(REPLACE "-O2" "-O3" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
endif()
