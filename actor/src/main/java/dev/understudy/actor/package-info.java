/// Actors in one JVM: refs, behaviors, mailboxes, dispatch, supervision. Nothing here knows of other members, of
/// bytes or of entities; what the rooms above need beyond the public types lives in `dev.understudy.actor.internal`.
///
/// Read [ActorRef] and [Behavior] first as a user; [MailboxCell] (the engine, with its memory-ordering essay), then
/// [TurnCell] (its turns), [LifeCell] (its life) and [Supervisor] as a reader of the insides.
@NullMarked
package dev.understudy.actor;

import org.jspecify.annotations.NullMarked;
