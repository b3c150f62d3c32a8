package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Frame;
import dev.understudy.sharding.ownership.Message;
import dev.understudy.testkit.simulation.ModelNode.Stimulus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;

/// What is on its way in a searched grid: which of it may arrive next, and what is lost. Each is numbered as it is met.
/// Confined to one thread.
final class ModelTraffic {
    private static final int LINKS = Scope.NODES * Scope.NODES;

    private final Scope scope;
    private final List<Pending> pendings = new ArrayList<>();
    private final Map<Pending, Integer> numbers = new HashMap<>();

    /// Something on its way to a node: a frame, or what its own machine will do.
    record Pending(int to, Stimulus what) {
        boolean isFrame() {
            return what instanceof Stimulus.Receive;
        }

        @Override
        public String toString() {
            return Scope.IDS.get(to) + " <- "
                    + (what instanceof Stimulus.Receive(Frame frame) ? frame.from() + " " + frame.message() : what);
        }
    }

    ModelTraffic(Scope scope) {
        this.scope = scope;
    }

    /// What a number stands for.
    Pending of(int number) {
        return pendings.get(number);
    }

    void put(ModelWorld world, int to, Stimulus what) {
        int number = numbers.computeIfAbsent(new Pending(to, what), fresh -> {
            pendings.add(fresh);
            return pendings.size() - 1;
        });
        world.add(number, this::place);
    }

    /// Frames of one link share a place where they arrive in order; all else has one of its own.
    private int place(int number) {
        var pending = of(number);
        return scope.inOrder() && pending.what() instanceof Stimulus.Receive(Frame frame)
                ? pending.to() * Scope.NODES + Scope.IDS.indexOf(frame.from().member())
                : LINKS + number;
    }

    /// What may arrive next: the first of each place, where the receiver runs.
    List<Integer> deliverable(ModelWorld world) {
        var first = new ArrayList<Integer>();
        int before = -1;
        for (int number : world.pending()) {
            int place = place(number);
            if (place != before && world.runs(of(number).to())) {
                first.add(number);
            }
            before = place;
        }
        return first;
    }

    /// Whether a frame is on its way that has to arrive before the clocks go on.
    boolean holdsTimeUp(ModelWorld world) {
        for (int number : world.pending()) {
            if (of(number).isFrame() && !world.frozen[of(number).to()]) {
                return true;
            }
        }
        return false;
    }

    /// All that is on its way to a node is lost.
    void loseTo(ModelWorld world, int node) {
        for (int number : world.pending()) {
            if (of(number).to() == node) {
                world.remove(number);
            }
        }
    }

    /// The frames on their way to frozen nodes are lost.
    void loseToFrozen(ModelWorld world) {
        for (int number : world.pending()) {
            if (of(number).isFrame() && world.frozen[of(number).to()]) {
                world.remove(number);
            }
        }
    }

    /// Takes away the frames that their receivers will ignore for ever: they are about epochs that the receiver
    /// has left behind.
    ///
    /// @param epochs of the newest configuration that each node knows
    void dropSpent(ModelWorld world, IntToLongFunction epochs) {
        for (int number : world.pending()) {
            var pending = of(number);
            if (pending.what() instanceof Stimulus.Receive(Frame frame)
                    && isSpent(frame.message(), epochs.applyAsLong(pending.to()))) {
                world.remove(number);
            }
        }
    }

    private static boolean isSpent(Message message, long epoch) {
        return switch (message) {
            case Message.Learn learn -> learn.configuration().epoch() <= epoch;
            case Message.Promise promise -> promise.epoch() <= epoch;
            case Message.Accepted accepted -> accepted.epoch() <= epoch;
            case Message.Canvass canvass -> canvass.epoch() < epoch;
            case Message.CanvassReply reply -> reply.epoch() < epoch;
            case Message.Request request -> request.epoch() < epoch;
            default -> false;
        };
    }

    /// Whether a message belongs to what is searched: nobody joins, and no configuration beyond the last is chosen.
    boolean isInScope(Message message) {
        return switch (message) {
            case Message.Join _ -> false;
            case Message.Prepare prepare -> prepare.epoch() <= scope.lastEpoch();
            case Message.Accept accept -> accept.epoch() <= scope.lastEpoch();
            case Message.Canvass canvass -> canvass.epoch() < scope.lastEpoch();
            case Message.Request request -> request.epoch() < scope.lastEpoch();
            default -> true;
        };
    }
}
