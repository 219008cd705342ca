/* The Node-API addon: which vector widths this CPU has, and bf16, addresses of ArrayBuffers, and pools that run
   operations. Arguments are checked in TypeScript before. */
#include <node_api.h>
#include <stdbool.h>
#include <stdlib.h>
#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif

#include "pool.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

/* Bytes: src/backend/native/native.ts puts a block at the first such boundary of a buffer that is longer by as much. */
#define ALIGNMENT 64

unroll_run unroll_run_4;
#ifdef UNROLL_X86
unroll_run unroll_run_8, unroll_run_16;
#ifndef UNROLL_EMULATE_16
#include <cpuid.h>
#endif
#endif
#ifdef UNROLL_BF16
unroll_run unroll_run_bf16;
#endif

static int supports(int vector) {
  if (vector == 4) return 1;
#ifdef UNROLL_X86
  __builtin_cpu_init();
  if (vector == 8) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (vector == 16)
#ifdef UNROLL_EMULATE_16 /* 16 floats in two AVX2 vectors, for tests where AVX-512 is missing */
    return supports(8);
#else
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#endif
#endif
  return 0;
}

enum bf16_state { BF16_NOT_BUILT = -1, BF16_NOT_IN_CPU, BF16_HERE };

static enum bf16_state bf16(void) {
#if !defined(UNROLL_BF16)
  return BF16_NOT_BUILT;
#elif defined(UNROLL_EMULATE_16)
  return supports(16) ? BF16_HERE : BF16_NOT_IN_CPU;
#else
  unsigned a = 0, b = 0, c = 0, d = 0; /* leaf 7.1: EAX bit 5 is AVX512_BF16 */
  return supports(16) && __get_cpuid_count(7, 1, &a, &b, &c, &d) && a >> 5 & 1 ? BF16_HERE : BF16_NOT_IN_CPU;
#endif
}

static unroll_run *entry(int vector, int with_bf16) {
#ifdef UNROLL_BF16
  if (with_bf16) return unroll_run_bf16;
#else
  (void)with_bf16;
#endif
#ifdef UNROLL_X86
  if (vector == 16) return unroll_run_16;
  if (vector == 8) return unroll_run_8;
#endif
  return unroll_run_4;
}

static napi_value number(napi_env env, double x) {
  napi_value value;
  napi_create_double(env, x, &value);
  return value;
}

/* supports(vector) → 0 | 1 */
static napi_value binding_supports(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  size_t argc = 1;
  int32_t vector = 0;
  napi_get_cb_info(env, info, &argc, argv, 0, 0);
  napi_get_value_int32(env, argv[0], &vector);
  return number(env, supports(vector));
}

/* bf16() → bf16_state */
static napi_value binding_bf16(napi_env env, napi_callback_info info) {
  (void)info;
  return number(env, bf16());
}

/* Large buffers, which nobody has written to yet, get pages of 2 MiB where the system has them on request: weights that are
   read at every step then lie in the caches without gaps. Where it has none nothing is lost. */
static void prefer_huge_pages(char *data, size_t length) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  if (length < (size_t)4 << 20) return;
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), before = -(uintptr_t)data % page;
  madvise(data + before, (length - before) / page * page, MADV_HUGEPAGE);
#else
  (void)data;
  (void)length;
#endif
}

/* address(arrayBuffer) → number. Backing stores do not move while the buffer lives. */
static napi_value binding_address(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  size_t argc = 1, length = 0;
  void *data = 0;
  napi_get_cb_info(env, info, &argc, argv, 0, 0);
  if (napi_get_arraybuffer_info(env, argv[0], &data, &length) != napi_ok) {
    napi_throw_type_error(env, 0, "address: expected an ArrayBuffer");
    return 0;
  }
  prefer_huge_pages(data, length);
#if defined(__SANITIZE_ADDRESS__)
  /* What lies around the block in its buffer is nobody's. */
  const size_t before = -(uintptr_t)data % ALIGNMENT;
  __asan_poison_memory_region(data, before);
  __asan_poison_memory_region((char *)data + length - ALIGNMENT + before, ALIGNMENT - before);
#endif
  return number(env, (double)(uintptr_t)data);
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  struct pool **slot = data;
  pool_close(*slot);
  free(slot);
}

/* open(argumentsBuffer, vector, threads, bf16) → pool. With bf16 the vector is 16. */
static napi_value binding_open(napi_env env, napi_callback_info info) {
  napi_value argv[4], result;
  size_t argc = 4, length = 0;
  void *args = 0;
  int32_t vector = 4, threads = 1;
  bool with_bf16 = false;
  napi_get_cb_info(env, info, &argc, argv, 0, 0);
  napi_get_arraybuffer_info(env, argv[0], &args, &length);
  napi_get_value_int32(env, argv[1], &vector);
  napi_get_value_int32(env, argv[2], &threads);
  napi_get_value_bool(env, argv[3], &with_bf16);
  int is_here = with_bf16 ? vector == 16 && bf16() == BF16_HERE : supports(vector);
  if (!args || length < UNROLL_MAX_ARGS * sizeof(double) || !is_here) {
    napi_throw_error(env, 0, "open: no such vector width on this CPU, or the argument buffer is too small");
    return 0;
  }
  struct pool **slot = malloc(sizeof *slot);
  if (slot) *slot = pool_open(entry(vector, with_bf16), args, threads);
  if (!slot || !*slot) {
    free(slot);
    napi_throw_error(env, 0, "open: out of memory");
    return 0;
  }
  napi_create_external(env, slot, finalize, 0, &result);
  return result;
}

static struct pool **pool_of(napi_env env, napi_value value) {
  void *slot = 0;
  napi_get_value_external(env, value, &slot);
  return slot;
}

/* threads(pool) → number */
static napi_value binding_threads(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  size_t argc = 1;
  napi_get_cb_info(env, info, &argc, argv, 0, 0);
  return number(env, pool_threads(*pool_of(env, argv[0])));
}

/* run(pool, op, threads) */
static napi_value binding_run(napi_env env, napi_callback_info info) {
  napi_value argv[3];
  size_t argc = 3;
  int32_t op = 0, threads = 1;
  napi_get_cb_info(env, info, &argc, argv, 0, 0);
  napi_get_value_int32(env, argv[1], &op);
  napi_get_value_int32(env, argv[2], &threads);
  pool_run(*pool_of(env, argv[0]), op, threads);
  return 0;
}

/* close(pool) */
static napi_value binding_close(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  size_t argc = 1;
  napi_get_cb_info(env, info, &argc, argv, 0, 0);
  struct pool **slot = pool_of(env, argv[0]);
  pool_close(*slot);
  *slot = 0;
  return 0;
}

static napi_value initialise(napi_env env, napi_value exports) {
  static const struct {
    const char *name;
    napi_callback function;
  } functions[] = {{"supports", binding_supports}, {"bf16", binding_bf16},       {"address", binding_address},
                   {"open", binding_open},         {"threads", binding_threads}, {"run", binding_run},
                   {"close", binding_close}};
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function;
    napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].function, 0, &function);
    napi_set_named_property(env, exports, functions[i].name, function);
  }
  return exports;
}

NAPI_MODULE(NODE_GYP_MODULE_NAME, initialise)
