/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-player.h"
#include "sonde-source.h"

/* So many cues that are due at once are played before clients are looked at again. */
#define MAX_AT_ONCE 256

/**
 * SondeMockPlayer:
 *
 * Has the board say what a probe said once, with the time between as it was: a source of measures
 * in the place of the weather. It knows nothing of where the cues come from.
 */
struct _SondeMockPlayer
{
  SondeMockBoard *board; /* not owned */
  SondeMockCueFunc read;
  gpointer read_data;
  SondeMockSayFunc say;
  gpointer say_data;
  double speed;

  SondeMockCue cue; /* the next */
  gint64 first_us;
  gint64 start_us; /* monotonic */
  gboolean started;
  GSource *source;
};

/**
 * sonde_mock_cue_clear:
 * @self: a cue
 *
 * Frees what it owns, not the cue itself.
 */
void
sonde_mock_cue_clear (SondeMockCue *self)
{
  g_clear_pointer (&self->text, g_free);
}

/**
 * sonde_mock_player_new:
 * @board: whose state the cues change; must outlive the player
 * @read: gives the cues
 * @read_data: its argument
 * @speed: how many times faster than it was, above 0
 * @say: broadcasts
 * @say_data: its argument
 *
 * Returns: (transfer full): a player at the beginning, which has not started
 */
SondeMockPlayer *
sonde_mock_player_new (SondeMockBoard *board,
                       SondeMockCueFunc read,
                       gpointer read_data,
                       double speed,
                       SondeMockSayFunc say,
                       gpointer say_data)
{
  SondeMockPlayer *self = g_new0 (SondeMockPlayer, 1);

  self->board = board;
  self->read = read;
  self->read_data = read_data;
  self->speed = speed;
  self->say = say;
  self->say_data = say_data;

  return self;
}

/**
 * sonde_mock_player_free:
 * @self: a player, not from within its functions
 */
void
sonde_mock_player_free (SondeMockPlayer *self)
{
  sonde_source_clear (&self->source);
  sonde_mock_cue_clear (&self->cue);
  g_free (self);
}

static gint64
get_due_us (SondeMockPlayer *self)
{
  double elapsed_us = (double) (self->cue.time_us - self->first_us) / self->speed;

  return self->start_us + (gint64) MIN (elapsed_us, 1e17);
}

/* The board's etat is what its clients asked for last, or the recording: whoever spoke last. */
static void
play (SondeMockPlayer *self)
{
  g_autofree char *text = NULL;

  switch (self->cue.kind)
    {
    case SONDE_MOCK_CUE_ETAT:
      if (sonde_mock_board_set_etat (self->board, self->cue.value != 0))
        text = sonde_mock_board_announce_etat (self->board);
      break;

    case SONDE_MOCK_CUE_PERIODE:
      if (sonde_mock_board_set_period_ms (self->board, self->cue.value))
        text = sonde_mock_board_announce_period (self->board);
      break;

    case SONDE_MOCK_CUE_MEASURE:
    default:
      if (sonde_mock_board_get_etat (self->board))
        text = g_steal_pointer (&self->cue.text);
      break;
    }

  if (text != NULL)
    self->say (text, NULL, self->say_data);
}

/**
 * sonde_mock_player_stop:
 * @self: a player
 *
 * Plays no more.
 */
void
sonde_mock_player_stop (SondeMockPlayer *self)
{
  sonde_source_clear (&self->source);
}

static gboolean
read_next (SondeMockPlayer *self)
{
  g_autoptr (GError) error = NULL;

  sonde_mock_cue_clear (&self->cue);
  if (self->read (&self->cue, self->read_data, &error))
    return TRUE;

  sonde_mock_player_stop (self);
  self->say (NULL, error, self->say_data);
  return FALSE;
}

static gboolean
on_due (gpointer user_data)
{
  SondeMockPlayer *self = user_data;
  guint n_played = 0;

  while (get_due_us (self) <= g_get_monotonic_time ())
    {
      play (self);
      if (self->source == NULL || !read_next (self))
        return G_SOURCE_REMOVE;
      if (++n_played == MAX_AT_ONCE)
        break;
    }

  g_source_set_ready_time (self->source, get_due_us (self));
  return G_SOURCE_CONTINUE;
}

/**
 * sonde_mock_player_start:
 * @self: a player
 *
 * Plays, on the thread-default context, the first cue at once. The second call does nothing.
 */
void
sonde_mock_player_start (SondeMockPlayer *self)
{
  if (self->started)
    return;

  self->started = TRUE;
  self->start_us = g_get_monotonic_time ();
  if (!read_next (self))
    return;

  self->first_us = self->cue.time_us;
  self->source = sonde_source_add_timer (self->start_us, on_due, self);
}
