package dev.understudy.sharding.ownership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers what one step wants done. Messages to the node itself go round inside it; everything else becomes an
/// [Output].
final class Outbox {
    private final boolean hasDisk;
    private final boolean syncsPromises;
    private final boolean forwards;
    private Incarnation self;
    private String genesisId = "";
    private ArrayList<Output> outputs = new ArrayList<>();
    private final ArrayDeque<Message> local = new ArrayDeque<>();
    private final ArrayDeque<Chosen> chosen = new ArrayDeque<>();

    /// A configuration to adopt, with what is left of its predecessors' leases.
    record Chosen(Configuration configuration, Map<Incarnation, Long> bounds) {}

    Outbox(Incarnation self, Settings settings, Rules rules) {
        this.self = self;
        this.hasDisk = settings.durability().hasDisk();
        this.syncsPromises = rules.hold(Rule.SYNC_PROMISES);
        this.forwards = !rules.hold(Rule.NO_FORWARDING);
    }

    Incarnation self() {
        return self;
    }

    void become(Incarnation incarnation) {
        self = incarnation;
    }

    void belongTo(String grid) {
        genesisId = grid;
    }

    String genesisId() {
        return genesisId;
    }

    /// Whether a frame is of this grid, or one of the two sides belongs to none yet.
    boolean isOfGrid(Frame frame) {
        return genesisId.isEmpty() || frame.genesisId().isEmpty() || genesisId.equals(frame.genesisId());
    }

    /// Whether a node that is not the owner passes messages on, against the rule.
    boolean forwards() {
        return forwards;
    }

    void send(MemberId to, Message message) {
        if (to.equals(self.member())) {
            local.add(message);
        } else {
            outputs.add(new Output.Send(to, new Frame(genesisId, self, message)));
        }
    }

    /// Writes and syncs: what is said next may rely on it after a power cut.
    void promise(DiskWrite write) {
        if (hasDisk) {
            outputs.add(new Output.Write(write));
            if (syncsPromises) {
                outputs.add(new Output.Sync());
            }
        }
    }

    /// Writes; it is durable some time later.
    void write(DiskWrite write) {
        if (hasDisk) {
            outputs.add(new Output.Write(write));
        }
    }

    void sync() {
        if (hasDisk) {
            outputs.add(new Output.Sync());
        }
    }

    void emit(Output output) {
        outputs.add(output);
    }

    void choose(Configuration configuration, Map<Incarnation, Long> bounds) {
        chosen.add(new Chosen(configuration, bounds));
    }

    @Nullable
    Message pollLocal() {
        return local.poll();
    }

    @Nullable
    Chosen pollChosen() {
        return chosen.poll();
    }

    List<Output> drain() {
        var drained = outputs;
        outputs = new ArrayList<>();
        return drained;
    }
}
