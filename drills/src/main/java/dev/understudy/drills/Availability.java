package dev.understudy.drills;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// How long entities were silent around a fault. Pure.
///
/// An entity is *silent* from the moment it was asked in vain, or asked and not yet answered, until it answers
/// an ask: time in which nobody asked it is not silence, so the load's think time doesn't show in the figures.
///
/// An entity that waits for another one is not silent: asks that involve an affected entity don't count against
/// an unaffected one.
///
/// What an entity that the fault hit was *unavailable* depends on the fault. After a sudden one: from the fault to
/// the first answer to an ask that was begun when the victim was certainly gone. Where no such moment exists, as in a
/// planned move or on a slow link: its longest silence from the fault on. An entity that never answered again, to an
/// ask begun when the fault was over, is *unanswered*.
///
/// @param unavailableNanos for each affected entity that answered again, how long it did not
/// @param unanswered the affected entities that never answered again
/// @param healedNanos the moment in which the last affected entity had answered after the fault was over; empty where
///     one never did
/// @param unaffectedSilenceNanos the longest silence of an entity that the fault did not hit, from the fault on
record Availability(
        Map<Integer, Long> unavailableNanos,
        Set<Integer> unanswered,
        OptionalLong healedNanos,
        long unaffectedSilenceNanos) {
    Availability {
        unavailableNanos = Map.copyOf(unavailableNanos);
        unanswered = Set.copyOf(unanswered);
    }

    /// What a fault did to the entities.
    ///
    /// @param untilNanos when the next fault begins, or the load ends: silence from then on is not of this one
    static Availability of(List<Attempt> attempts, Fault fault, long untilNanos) {
        Map<Integer, List<Attempt>> byEntity = new HashMap<>();
        for (Attempt attempt : attempts) {
            if (attempt.endedNanos() - fault.begunNanos() >= 0) {
                byEntity.computeIfAbsent(attempt.entity(), _ -> new ArrayList<>())
                        .add(attempt);
            }
        }
        byEntity.values().forEach(list -> list.sort(Comparator.comparingLong(Attempt::begunNanos)));

        Map<Integer, Long> unavailable = new HashMap<>();
        Set<Integer> unanswered = new HashSet<>();
        OptionalLong healed = OptionalLong.of(fault.endedNanos());
        for (int entity : fault.affected()) {
            List<Attempt> asked = byEntity.getOrDefault(entity, List.of());
            OptionalLong back = firstAnswer(asked, fault.certainNanos());
            OptionalLong whole = firstAnswer(asked, fault.endedNanos());
            if (back.isPresent()) {
                unavailable.put(
                        entity,
                        fault.kind().isSudden()
                                ? back.getAsLong() - fault.begunNanos()
                                : longestSilence(asked, fault.begunNanos(), untilNanos));
            }
            if (whole.isPresent()) {
                healed = OptionalLong.of(Math.max(healed.getAsLong(), whole.getAsLong()));
            } else {
                unanswered.add(entity);
            }
        }
        long unaffectedSilence = byEntity.entrySet().stream()
                .filter(entry -> !fault.affected().contains(entry.getKey()))
                .mapToLong(entry -> longestSilence(
                        entry.getValue().stream()
                                .filter(attempt -> Collections.disjoint(attempt.others(), fault.affected()))
                                .toList(),
                        fault.begunNanos(),
                        untilNanos))
                .max()
                .orElse(0);
        return new Availability(
                unavailable, unanswered, unanswered.isEmpty() ? healed : OptionalLong.empty(), unaffectedSilence);
    }

    private static OptionalLong firstAnswer(List<Attempt> asked, long fromNanos) {
        return asked.stream()
                .filter(attempt -> attempt.isAcked() && attempt.begunNanos() - fromNanos >= 0)
                .mapToLong(Attempt::endedNanos)
                .min();
    }

    /// The longest time between an ask (or `fromNanos`, if it was begun earlier) and the next answer, looked
    /// at until `untilNanos`; an entity that is silent at the end is silent until its last ask ended.
    private static long longestSilence(List<Attempt> inOrder, long fromNanos, long untilNanos) {
        long longest = 0;
        OptionalLong silentSince = OptionalLong.empty();
        for (Attempt attempt : inOrder) {
            if (attempt.begunNanos() - untilNanos > 0) {
                break;
            }
            long since = silentSince.orElse(Math.max(attempt.begunNanos(), fromNanos));
            longest = Math.max(longest, Math.min(attempt.endedNanos() - since, untilNanos - since));
            silentSince = attempt.isAcked() ? OptionalLong.empty() : OptionalLong.of(since);
        }
        return longest;
    }
}
