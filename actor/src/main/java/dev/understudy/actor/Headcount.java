package dev.understudy.actor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Decides how many workers of a pool are at work, by trying whether fewer get more done. Pure but for what it
/// remembers; one thread's.
///
/// Between processors a cache line takes from some ten to some two hundred nanoseconds, and a message to an
/// actor that ran elsewhere moves several. Where turns are shorter than that and actors talk across, two workers get
/// less done than one; where actors keep to themselves, twice as much. Which of the two is the case can't be known but
/// can be measured: by how many messages are sent and processed in a while.
///
/// *A trial* is three looks: as it was, as it might be, and as it was once more, so that code which just got compiled,
/// or a load that changes, is not taken for the effect. The change stays if it beats what was seen before
/// and after it. A trial that fails makes the next one wait twice as long.
///
/// ```text
///             time for a trial             looked                  looked
///   STEADY ────────────────────▶ TRYING ──────────▶ COMPARING ─────────────────▶ STEADY
///    ▲  │                       (candidate)          (as it was)            (the better one)
///    └──┘ messages take long, or too few of them: everyone works
/// ```
final class Headcount {

    /// Whatever takes longer than this is not worth the thought: moving it costs a fraction of it.
    private static final long FINE_NANOS = 2_000;

    /// What a change must bring at least; less is noise.
    private static final double GAIN = 1.1;

    /// How long a look takes: much longer than a collection, a thread's share of a processor, or a burst.
    private static final long LOOK_NANOS = 200_000_000;

    /// With fewer messages in a nanosecond, too little is done for it to matter.
    private static final double ENOUGH = 0.0005;

    /// Looks between two trials, and how often that doubles while they fail.
    private static final int REST = 2;

    private static final int DOUBLINGS = 8;

    private enum Phase {
        STEADY,
        TRYING,
        COMPARING
    }

    /// What one worker has done, and what its samples add up to. Messages are counted when they are sent and when they
    /// are processed: in a burst there may be much of the one now, and of the other later.
    ///
    /// @param moved messages sent and processed
    /// @param samples activations that were looked at
    /// @param messages sent and processed in those
    /// @param nanos how long those took
    record Load(long moved, long samples, long messages, long nanos) {

        static final Load NONE = new Load(0, 0, 0, 0);

        Load plus(Load other) {
            return new Load(
                    moved + other.moved, samples + other.samples, messages + other.messages, nanos + other.nanos);
        }

        Load minus(Load other) {
            return new Load(
                    moved - other.moved, samples - other.samples, messages - other.messages, nanos - other.nanos);
        }
    }

    private final int all;
    /// How many work while nothing is tried.
    private int usual;
    /// How many work while this is tried.
    private int candidate;
    private Phase phase = Phase.STEADY;
    /// The direction of the next trial.
    private boolean upwards;
    private int rest = REST;
    private int failures;
    /// Messages in a nanosecond: before a trial, and in it.
    private double doneBefore;
    private double doneTrying;

    private List<Load> lastTotals;
    private long lastNanos;

    Headcount(int workers) {
        all = workers;
        usual = workers;
        lastTotals = Collections.nCopies(workers, Load.NONE);
    }

    /// Everyone works for now, whatever was found out.
    void everyone() {
        usual = all;
        phase = Phase.STEADY;
        rest = REST;
    }

    /// How many are to work from now on.
    ///
    /// @param totals of each worker since it started
    /// @param nanoTime when that is
    int decide(List<Load> totals, long nanoTime) {
        long passed = nanoTime - lastNanos;
        if (passed >= LOOK_NANOS) {
            var loads = new ArrayList<Load>(all);
            for (int i = 0; i < all; i++) {
                loads.add(totals.get(i).minus(lastTotals.get(i)));
            }
            lastTotals = List.copyOf(totals);
            lastNanos = nanoTime;
            // Less than nothing was done by a worker that was replaced.
            if (loads.stream().noneMatch(load -> load.moved() < 0)) {
                look(loads, passed);
            }
        }
        return phase == Phase.TRYING ? candidate : usual;
    }

    private void look(List<Load> loads, long passed) {
        var sum = loads.stream().reduce(Load.NONE, Load::plus);
        double done = (double) sum.moved() / passed;
        if (done < ENOUGH || sum.samples() == 0 || sum.nanos() > FINE_NANOS * sum.messages()) {
            everyone();
            return;
        }
        switch (phase) {
            case STEADY -> {
                if (rest > 0) {
                    rest--;
                } else {
                    begin(done, sum, loads, passed);
                }
            }
            case TRYING -> {
                doneTrying = done;
                phase = Phase.COMPARING;
            }
            case COMPARING -> {
                if (doneTrying > GAIN * Math.max(doneBefore, done)) {
                    usual = candidate;
                    failures = 0;
                } else {
                    failures = Math.min(failures + 1, DOUBLINGS);
                }
                upwards = !upwards;
                rest = REST << failures;
                phase = Phase.STEADY;
            }
        }
    }

    private void begin(double done, Load sum, List<Load> loads, long passed) {
        candidate = upwards ? Math.min(all, 2 * usual) : Math.max(1, usual / 2);
        if (candidate == usual) {
            upwards = !upwards;
        } else if (upwards || (busy(sum, loads) > candidate && isMuch(sum, passed))) {
            doneBefore = done;
            phase = Phase.TRYING;
        }
    }

    /// Whether those who would be left had something to do for more than half of the time. Otherwise all that comes
    /// gets done anyway, and fewer could only make it wait.
    private boolean isMuch(Load sum, long passed) {
        double nanosEach = (double) sum.nanos() / sum.messages();
        return sum.moved() * nanosEach > candidate * (passed / 2.0);
    }

    /// How many workers did more than a tenth of their share.
    private long busy(Load sum, List<Load> loads) {
        return loads.stream()
                .filter(load -> load.moved() * 10 * usual > sum.moved())
                .count();
    }
}
