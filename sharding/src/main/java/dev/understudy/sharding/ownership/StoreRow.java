package dev.understudy.sharding.ownership;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The row of a store that decides, and what each request does to it: what a database must do in one transaction.
/// Immutable.
///
/// No clock of the store counts. Each grant of a lease raises a number, and every node sees in each answer which
/// numbers have risen since it last looked: *a lease was granted no later than when its number was first seen.*
///
/// @param newest the configuration that holds, or null before the first
/// @param beats how often each run has been granted a lease
public record StoreRow(@Nullable Configuration newest, Map<Incarnation, Long> beats) {
    /// Before any request.
    public static final StoreRow EMPTY = new StoreRow(null, Map.of());

    public StoreRow {
        beats = Map.copyOf(beats);
    }

    /// The row after a request, and the answer.
    public record Outcome(StoreRow row, StoreAnswer answer) {}

    /// Carries a request out.
    ///
    /// - *Renew* is granted to a run that belongs, under the configuration that holds and no other.
    /// - *Swap* takes place if the configuration before it holds.
    public Outcome apply(StoreRequest request) {
        return switch (request) {
            case StoreRequest.Renew renew -> {
                boolean granted = newest != null && newest.epoch() == renew.epoch() && newest.contains(renew.from());
                var raised = granted ? raise(renew.from()) : this;
                yield raised.outcome(request, granted);
            }
            case StoreRequest.Swap swap -> {
                var swapped = epoch() == swap.epoch() ? new StoreRow(swap.next(), kept(swap.next())) : this;
                yield swapped.outcome(request, false);
            }
        };
    }

    private long epoch() {
        return newest == null ? 0 : newest.epoch();
    }

    private StoreRow raise(Incarnation run) {
        var raised = new LinkedHashMap<>(beats);
        raised.merge(run, 1L, Long::sum);
        return new StoreRow(newest, raised);
    }

    /// The numbers of those for whose leases somebody may have to wait.
    private Map<Incarnation, Long> kept(Configuration next) {
        var kept = new LinkedHashMap<>(beats);
        kept.keySet()
                .removeIf(run -> !next.contains(run)
                        && next.table().assignments().stream()
                                .noneMatch(row -> row.predecessors().contains(run)));
        return kept;
    }

    private Outcome outcome(StoreRequest request, boolean granted) {
        var newer = epoch() > request.epoch() ? newest : null;
        return new Outcome(this, new StoreAnswer(request, granted, newer, beats));
    }
}
