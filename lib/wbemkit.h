/* wbemkit.h: the library of wbemkit: compile MOF, keep CIM in a repository, ask it. */
#ifndef WBEMKIT_H
#define WBEMKIT_H

#ifdef __cplusplus
extern "C" {
#endif
#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

/* The version of the library that runs: "0.1.0". A constant. */
const char *wk_version(void);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif
#endif
