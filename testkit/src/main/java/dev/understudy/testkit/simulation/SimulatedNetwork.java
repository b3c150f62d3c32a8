package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/// The network of a simulation: what is lost, late, doubled, cut off or kept back on purpose.
final class SimulatedNetwork {
    private static final long MILLI = SimulatedWorld.MILLI;

    private final Scenario scenario;
    private final SplittableRandom random;
    private final boolean[][] cut;
    private final Map<String, List<Frame>> held = new HashMap<>();
    private final Map<String, List<Frame>> copied = new HashMap<>();
    private final Deliveries deliveries;

    /// Where frames go that arrive after some time.
    interface Deliveries {
        void after(long nanos, SimulatedNode to, Frame frame);
    }

    SimulatedNetwork(Scenario scenario, SplittableRandom random, Deliveries deliveries) {
        this.scenario = scenario;
        this.random = random;
        this.deliveries = deliveries;
        this.cut = new boolean[scenario.nodes()][scenario.nodes()];
    }

    /// Whether frames pass in both directions.
    boolean connects(SimulatedNode one, SimulatedNode other) {
        return !cut[one.index][other.index] && !cut[other.index][one.index];
    }

    /// Cuts or connects the frames from one to another.
    void separate(SimulatedNode from, SimulatedNode to, boolean apart) {
        cut[from.index][to.index] = apart;
    }

    void heal() {
        for (var row : cut) {
            Arrays.fill(row, false);
        }
    }

    /// Whether every frame passes that the weather lets pass: nothing is cut off or kept back.
    boolean isWhole() {
        for (var row : cut) {
            for (boolean apart : row) {
                if (apart) {
                    return false;
                }
            }
        }
        return held.isEmpty();
    }

    /// Keeps frames of one kind back until their release.
    void hold(SimulatedNode from, SimulatedNode to, String kind) {
        held.put(key(from, to, kind), new ArrayList<>());
    }

    /// From here on remembers each frame of one kind, to deliver it once more at its release.
    void copy(SimulatedNode from, SimulatedNode to, String kind) {
        copied.put(key(from, to, kind), new ArrayList<>());
    }

    void release(SimulatedNode from, SimulatedNode to, String kind) {
        var key = key(from, to, kind);
        var frames = held.containsKey(key) ? held.remove(key) : copied.remove(key);
        if (frames != null) {
            frames.forEach(frame -> deliveries.after(latency(), to, frame));
        }
    }

    void send(SimulatedNode from, SimulatedNode to, Frame frame) {
        if (cut[from.index][to.index]) {
            return;
        }
        if (!held.isEmpty() || !copied.isEmpty()) {
            var key = key(from, to, frame.message().getClass().getSimpleName());
            var kept = held.get(key);
            if (kept != null) {
                kept.add(frame);
                return;
            }
            var copies = copied.get(key);
            if (copies != null) {
                copies.add(frame);
            }
        }
        pass(nanos -> deliveries.after(nanos, to, frame));
    }

    /// What passes arrives after some time, perhaps twice or never.
    void pass(LongConsumer arrival) {
        if (scenario.loss() > 0 && random.nextInt(1000) < scenario.loss()) {
            return;
        }
        arrival.accept(latency());
        if (scenario.duplicates() > 0 && random.nextInt(1000) < scenario.duplicates()) {
            arrival.accept(latency() * 4);
        }
    }

    private long latency() {
        long base = MILLI / 2 + random.nextLong(2 * MILLI);
        return scenario.slow() > 0 && random.nextInt(1000) < scenario.slow()
                ? base + random.nextLong(80 * MILLI)
                : base;
    }

    private static String key(SimulatedNode from, SimulatedNode to, String kind) {
        return from.name + ">" + to.name + ":" + kind;
    }
}
