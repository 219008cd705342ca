/* Where threads of one operation wait for each other: between the operations of a program, and between the
   steps of a scan whose threads share the hidden units. Spins briefly, then lets others run. */
#if !defined(__wasm__)
#include <sched.h>
#endif

struct barrier {
  uint32_t arrived, epoch;
};

#if defined(__wasm__)
#define BARRIER_SPINS 60000 /* no pause instruction: some tens of microseconds, as below */
#else
#define BARRIER_SPINS 2000
#endif

INLINE void barrier_relax(int spins) {
#if defined(__wasm_atomics__)
  /* Nobody notifies: the time limit (20 microseconds) is the point. */
  static int32_t nothing;
  if (spins > BARRIER_SPINS) __builtin_wasm_memory_atomic_wait32(&nothing, 0, 20000);
#elif defined(__wasm__)
  (void)spins;
#else
  if (spins > BARRIER_SPINS) {
    sched_yield();
    return;
  }
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
#endif
}

/* Returns when all `threads` have come; what each wrote before is then seen by all. */
static void barrier_wait(struct barrier *b, int threads) {
  uint32_t epoch = __atomic_load_n(&b->epoch, __ATOMIC_ACQUIRE);
  if (__atomic_add_fetch(&b->arrived, 1, __ATOMIC_ACQ_REL) == (uint32_t)threads) {
    __atomic_store_n(&b->arrived, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&b->epoch, epoch + 1, __ATOMIC_RELEASE);
    return;
  }
  for (int spins = 0; __atomic_load_n(&b->epoch, __ATOMIC_ACQUIRE) == epoch; spins++) barrier_relax(spins);
}
