package dev.understudy.actor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Who lives in an [ActorSystem], at about one moment.
///
/// @param taken when it was begun
/// @param alive how many actors live, by what they are and whose children
/// @param idleLongest the actors that have been idle for longest, first, at most [#LONGEST]: of those whose
///     mailbox has a bound, an order or a count, or which live in a system that copies messages; of others it
///     is not known
/// @param silent how many actors did not answer in time, with those below them: they are at work on one message
public record Census(Instant taken, Map<Family, Long> alive, List<Idle> idleLongest, int silent) {

    /// As many as a person looks at.
    public static final int LONGEST = 20;

    public Census {
        alive = Map.copyOf(alive);
        idleLongest = List.copyOf(idleLongest);
    }

    /// Actors of one kind with one parent.
    ///
    /// @param kind what they are counted under
    /// @param parent the path of their parent
    public record Family(String kind, String parent) {}

    /// An idle actor.
    ///
    /// @param actor its path
    /// @param since for how long no message has had its turn
    public record Idle(String actor, Duration since) {}

    /// How many actors live.
    public long count() {
        return alive.values().stream().mapToLong(Long::longValue).sum();
    }
}
