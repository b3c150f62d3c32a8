package dev.understudy.actor;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The kinds of actor that one system has met. Thread-safe.
final class ActorKinds {

    private final Map<String, ActorKind> byName = new ConcurrentHashMap<>();
    private final ActorKind unknown = named("unknown");

    /// The kind of this name.
    ActorKind named(String name) {
        var known = byName.get(name);
        return known != null ? known : add(name);
    }

    private synchronized ActorKind add(String name) {
        return byName.computeIfAbsent(name, n -> new ActorKind(byName.size(), n));
    }

    /// Of actors that have not got a behavior yet.
    ActorKind unknown() {
        return unknown;
    }

    /// What each kind has done, by these counts of its messages; kinds that never had an actor are left out.
    List<KindMetrics> metrics(List<Tally> tallies) {
        return byName.values().stream()
                .map(kind -> metrics(kind, tallies))
                .filter(metrics -> metrics.started() > 0 || metrics.failures() > 0)
                .sorted(Comparator.comparing(KindMetrics::kind))
                .toList();
    }

    private static KindMetrics metrics(ActorKind kind, List<Tally> tallies) {
        long received = 0;
        long sent = 0;
        var times = TurnTimes.NONE;
        for (var tally : tallies) {
            received += tally.received(kind.id);
            sent += tally.sent(kind.id);
            times = tally.times(kind.id, times);
        }
        return new KindMetrics(
                kind.name,
                kind.started.sum(),
                kind.stopped.sum(),
                kind.failed.sum(),
                kind.restarted.sum(),
                received,
                sent,
                times);
    }
}
