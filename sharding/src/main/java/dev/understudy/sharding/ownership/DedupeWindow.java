package dev.understudy.sharding.ownership;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
    /// @param replies by command seq
    public record Answers(long floor, Map<Long, Payload> replies) {}

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
        if (answers.replies().containsKey(id.seq())) {
            return Verdict.ANSWERED;
        }
        return id.seq() <= answers.floor() && attempt > 1 ? Verdict.UNKNOWN : Verdict.NEW;
    }

    Optional<Payload> reply(CommandId id) {
        var answers = producers.get(id.producer());
        return answers == null
                ? Optional.empty()
                : Optional.ofNullable(answers.replies().get(id.seq()));
    }

    /// The window after one more record.
    DedupeWindow with(CommandId id, Payload reply, int perProducer, int producerLimit) {
        var next = new LinkedHashMap<>(producers);
        var before = next.remove(id.producer());
        var replies = new TreeMap<Long, Payload>();
        long floor = 0;
        if (before != null) {
            replies.putAll(before.replies());
            floor = before.floor();
        }
        replies.put(id.seq(), reply);
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
