/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-peer-recording.h"

G_BEGIN_DECLS

/**
 * SondeRecordingProblem:
 * @SONDE_RECORDING_PROBLEM_NONE: all is well
 * @SONDE_RECORDING_PROBLEM_WRITE: what is measured is not recorded, or not all of it
 * @SONDE_RECORDING_PROBLEM_READ: what was recorded cannot be read
 * @SONDE_RECORDING_PROBLEM_ASIDE: all is well with a new history, but the one before was put aside
 *
 * What is wrong with the recording of a peer.
 */
typedef enum
{
  SONDE_RECORDING_PROBLEM_NONE,
  SONDE_RECORDING_PROBLEM_WRITE,
  SONDE_RECORDING_PROBLEM_READ,
  SONDE_RECORDING_PROBLEM_ASIDE,
} SondeRecordingProblem;

SondeRecordingProblem sonde_recording_problem_find (SondePeerRecording *recording);
const char *sonde_recording_problem_get_title (SondeRecordingProblem self,
                                               SondePeerRecording *recording);
char *sonde_recording_problem_create_description (SondeRecordingProblem self,
                                                  SondePeerRecording *recording);

char *sonde_recording_problem_describe (const GError *error);

G_END_DECLS
