// The machine's limits, as one JSON object: the rate of single-precision multiply-adds by vector width (4, 8, 16 floats) and the
// rate of reading by working-set size, each on 1, 2, … threads (the arguments; default 1 2).
//   cc -O3 -ffp-contract=fast -pthread machine.c -o machine && ./machine 1 2
// Width 4 is what WebAssembly and SSE2 have: on x86 a product and a sum apart; wider ones are fused (FMA).
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f,fma,prefer-vector-width=512")))
#define HAS(feature) __builtin_cpu_supports(feature)
#else
#define AVX2
#define AVX512
#define HAS(feature) 0
#endif

#define TRIALS 5           // the best counts
#define MAX_THREADS 256
#define STEPS 20000000L    // of the multiply-add loop: some 0.1 s

typedef float f4 __attribute__((vector_size(16)));
typedef float f8 __attribute__((vector_size(32)));
typedef float f16 __attribute__((vector_size(64)));

// 12 independent chains hide the latency of a multiply-add on two units and leave registers for the two constants.
#define PEAK(name, attributes, type, width)                                                                       \
  attributes static float name(long steps) {                                                                      \
    type a[12], m = (type){0} + 0.999999f, c = (type){0} + 1e-7f, sum = {0};                                      \
    for (int i = 0; i < 12; i++) a[i] = (type){0} + (1.0f + i);                                                   \
    for (long k = 0; k < steps; k++) {                                                                            \
      a[0] = a[0] * m + c; a[1] = a[1] * m + c; a[2] = a[2] * m + c; a[3] = a[3] * m + c;                         \
      a[4] = a[4] * m + c; a[5] = a[5] * m + c; a[6] = a[6] * m + c; a[7] = a[7] * m + c;                         \
      a[8] = a[8] * m + c; a[9] = a[9] * m + c; a[10] = a[10] * m + c; a[11] = a[11] * m + c;                     \
    }                                                                                                             \
    for (int i = 0; i < 12; i++) sum += a[i];                                                                     \
    return sum[0] + sum[width - 1];                                                                               \
  }
PEAK(peak4, , f4, 4)
PEAK(peak8, AVX2, f8, 8)
PEAK(peak16, AVX512, f16, 16)

// Eight sums, so that adding is never what takes the time.
#define READ(name, attributes, type)                                                                              \
  attributes static float name(const void *from, size_t bytes) {                                                  \
    const type *p = from;                                                                                         \
    type a = {0}, b = a, c = a, d = a, e = a, f = a, g = a, h = a;                                                \
    for (size_t i = 0; i + 8 <= bytes / sizeof(type); i += 8) {                                                   \
      a += p[i]; b += p[i + 1]; c += p[i + 2]; d += p[i + 3];                                                     \
      e += p[i + 4]; f += p[i + 5]; g += p[i + 6]; h += p[i + 7];                                                 \
    }                                                                                                             \
    a += b + c + d + e + f + g + h;                                                                               \
    return a[0];                                                                                                  \
  }
READ(read4, , f4)
READ(read8, AVX2, f8)
READ(read16, AVX512, f16)

typedef struct {
  int width;      // floats a vector
  size_t bytes;   // of this thread's part of the working set; 0: multiply-adds
  long repeats;
  int core;
  double seconds;
  volatile float sink;
} Job;

static pthread_barrier_t start;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static float reading(int width, const void *from, size_t bytes) {
  return width == 16 ? read16(from, bytes) : width == 8 ? read8(from, bytes) : read4(from, bytes);
}

static void *work(void *argument) {
  Job *job = argument;
#ifdef __linux__
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(job->core, &set);
  pthread_setaffinity_np(pthread_self(), sizeof set, &set);
#endif
  void *memory = NULL;
  if (job->bytes) {
    if (posix_memalign(&memory, 4096, job->bytes)) exit(1);
    memset(memory, 0, job->bytes);
    job->sink = reading(job->width, memory, job->bytes);
  }
  pthread_barrier_wait(&start);
  double begin = now();
  if (job->bytes) {
    for (long r = 0; r < job->repeats; r++) job->sink = reading(job->width, memory, job->bytes);
  } else {
    job->sink = job->width == 16 ? peak16(STEPS) : job->width == 8 ? peak8(STEPS) : peak4(STEPS);
  }
  job->seconds = now() - begin;
  free(memory);
  return NULL;
}

/** Units of 1e9 a second: operations, or bytes of a working set that the threads share. */
static double rate(int width, size_t bytes, int threads) {
  double best = 0;
  size_t part = bytes / threads / 4096 * 4096;
  long repeats = bytes ? (long)(2e9 / part) + 1 : 1;
  double each = bytes ? (double)part * repeats : 2.0 * 12 * width * STEPS;
  for (int k = 0; k < TRIALS; k++) {
    pthread_t thread[MAX_THREADS];
    Job job[MAX_THREADS];
    double seconds = 0;
    pthread_barrier_init(&start, NULL, threads);
    for (int i = 0; i < threads; i++) {
      job[i] = (Job){.width = width, .bytes = part, .repeats = repeats, .core = i};
      pthread_create(&thread[i], NULL, work, &job[i]);
    }
    for (int i = 0; i < threads; i++) {
      pthread_join(thread[i], NULL);
      if (job[i].seconds > seconds) seconds = job[i].seconds;
    }
    if (each * threads / seconds / 1e9 > best) best = each * threads / seconds / 1e9;
    pthread_barrier_destroy(&start);
  }
  return best;
}

static void row(const char *name, int width, size_t bytes, const int *threads, int kinds) {
  printf("\"%s\":{", name);
  for (int i = 0; i < kinds; i++) printf("%s\"%d\":%.1f", i ? "," : "", threads[i], rate(width, bytes, threads[i]));
  printf("}");
}

int main(int count, char **argument) {
  int threads[8] = {1, 2}, kinds = 2, widest = 4;
  if (count > 1) kinds = 0;
  for (int i = 1; i < count && kinds < 8; i++) {
    threads[kinds] = atoi(argument[i]);
    if (threads[kinds] >= 1 && threads[kinds] <= MAX_THREADS) kinds++;
  }
  if (HAS("avx2") && HAS("fma")) widest = 8;
  if (HAS("avx512f")) widest = 16;
  rate(4, 0, threads[kinds - 1]); // brings the clocks up
  printf("{\"gflops\":{");
  for (int width = 4; width <= widest; width *= 2) {
    char name[8];
    snprintf(name, sizeof name, "%d", width);
    if (width > 4) printf(",");
    row(name, width, 0, threads, kinds);
  }
  printf("},\"read_gbs\":{");
  static const int kib[] = {32, 128, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 262144};
  for (size_t i = 0; i < sizeof kib / sizeof *kib; i++) {
    char name[16];
    snprintf(name, sizeof name, "%d", kib[i]);
    if (i) printf(",");
    row(name, widest, (size_t)kib[i] << 10, threads, kinds);
  }
  printf("}}\n");
  return 0;
}
