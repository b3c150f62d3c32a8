package dev.understudy.sharding.ownership;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which commands a shard has answered, and what: an immutable window of the last answers of the last
/// producers.
///
/// It is a function of the log alone, so every replica computes the same. *Outside the window* nothing is
/// known, and a retry is told so; a first attempt is always new, since a lane delivers each message once.
///
/// @param producers answers by producer, the one unused for longest first
/// @param forgotten whether a whole producer has ever fallen out
public record DedupeWindow(Map<Incarnation, Answers> producers, boolean forgotten) {
    static final DedupeWindow EMPTY = new DedupeWindow(Map.of(), false);

    /// One producer's answers.
    ///
    /// @param floor every seq up to it has been forgotten
    /// @param replies by command seq; empty for a command whose answer came after its events, and is not known
    public record Answers(long floor, Map<Long, Optional<Payload>> replies) {}

    /// What is known of a command.
    enum Verdict {
        /// It has not run: run it.
        NEW,
        /// It has run, and the answer is here.
        ANSWERED,
        /// It may have run.
        UNKNOWN
    }

    Verdict judge(CommandId id, int attempt) {
        var answers = producers.get(id.producer());
        if (answers == null) {
            return forgotten && attempt > 1 ? Verdict.UNKNOWN : Verdict.NEW;
        }
        var reply = answers.replies().get(id.seq());
        if (reply != null) {
            return reply.isPresent() ? Verdict.ANSWERED : Verdict.UNKNOWN;
        }
        return id.seq() <= answers.floor() && attempt > 1 ? Verdict.UNKNOWN : Verdict.NEW;
    }

    Optional<Payload> reply(CommandId id) {
        var answers = producers.get(id.producer());
        return answers == null ? Optional.empty() : answers.replies().getOrDefault(id.seq(), Optional.empty());
    }

    /// The window after one more record.
    DedupeWindow with(CommandId id, @Nullable Payload reply, int perProducer, int producerLimit) {
        var next = new LinkedHashMap<>(producers);
        var before = next.remove(id.producer());
        var replies = new TreeMap<Long, Optional<Payload>>();
        long floor = 0;
        if (before != null) {
            replies.putAll(before.replies());
            floor = before.floor();
        }
        replies.put(id.seq(), Optional.ofNullable(reply));
        while (replies.size() > perProducer) {
            floor = Math.max(floor, replies.pollFirstEntry().getKey());
        }
        next.put(id.producer(), new Answers(floor, replies));
        boolean forgot = forgotten;
        if (next.size() > producerLimit) {
            next.remove(next.keySet().iterator().next());
            forgot = true;
        }
        return new DedupeWindow(next, forgot);
    }
}
