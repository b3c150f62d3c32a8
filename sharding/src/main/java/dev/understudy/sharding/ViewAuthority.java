package dev.understudy.sharding;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.Role;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.View;
import dev.understudy.remoting.FrameKind;
import dev.understudy.remoting.Remoting;
import dev.understudy.serialization.WireInput;
import dev.understudy.sharding.ViewFollower.Output;
import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Placement;
import dev.understudy.sharding.ownership.ShardTable;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The authority that follows the view: a thread, and frames of the control channel, around a [ViewFollower].
///
/// **Not safe under partitions**, as the start-up log says: two halves of a cluster each believe that the other is
/// dead.
final class ViewAuthority implements Authority {
    private static final FrameKind TABLE = new FrameKind(32, "TABLE");
    private static final FrameKind REPORT = new FrameKind(33, "REPORT");
    private static final FrameKind LEAVING = new FrameKind(34, "LEAVING");
    private static final Logger log = LoggerFactory.getLogger(ViewAuthority.class);

    private final Remoting remoting;
    private final ViewFollower follower; // used on the thread only
    private final ExecutorService thread;
    private final int shards;
    private volatile ShardTable table;
    private Consumer<ShardTable> installed = _ -> {};
    private Runnable stranded = () -> {};

    /// @param thread one thread, which runs what it was given in order
    ViewAuthority(Remoting remoting, int shards, int backups, ExecutorService thread) {
        this.thread = thread;
        this.remoting = remoting;
        this.shards = shards;
        this.table = ShardTable.empty(shards);
        this.follower = new ViewFollower(self(), shards, new Placement(backups));
        remoting.handle(TABLE, this::onTable);
        remoting.handle(REPORT, this::onReport);
        remoting.handle(LEAVING, (from, _) -> run(() -> perform(follower.onLeaving(MemberIds.of(from)))));
        remoting.onViewChange(change -> run(() -> {
            viewed(change.current(), change.isMerge());
            if (follower.isLeaving()) {
                tellLeaving(change.joined());
            }
        }));
    }

    @Override
    public void listen(Consumer<ShardTable> whenInstalled, Runnable whenStranded) {
        installed = whenInstalled;
        stranded = whenStranded;
    }

    @Override
    public void formed() {
        log.warn("shards follow the view of the cluster: a network partition lets both sides run the same entities");
        run(() -> {
            viewed(remoting.transport().view(), false);
            perform(follower.onFormed());
        });
    }

    @Override
    public ShardTable table() {
        return table;
    }

    @Override
    public void leave() {
        run(() -> {
            tellLeaving(remoting.transport().view().members());
            perform(follower.onLeaving(self()));
        });
    }

    private void tellLeaving(List<Member> members) {
        members.stream()
                .filter(member -> !member.equals(remoting.transport().self()))
                .forEach(member ->
                        remoting.sendUntilTaken(() -> remoting.send(member, ChannelKind.CONTROL, LEAVING.frame())));
    }

    private MemberId self() {
        return MemberIds.of(remoting.transport().self());
    }

    private void run(Runnable step) {
        if (!thread.isShutdown()) {
            thread.execute(step);
        }
    }

    private void viewed(View view, boolean merge) {
        perform(follower.onView(
                view.members().stream().map(ViewAuthority::gridMember).toList(), merge));
    }

    private static GridMember gridMember(Member member) {
        int weight = member.role() == Role.DATA ? (int) Math.max(1, Math.round(member.weight())) : 0;
        var id = MemberIds.of(member);
        return new GridMember(id, 0, weight, member.zone().isEmpty() ? id.value() : member.zone());
    }

    private void onTable(Member from, WireInput frame) {
        var announced = ShardTableCodec.read(frame);
        if (accepts(from, announced)) {
            run(() -> perform(follower.onAnnounced(MemberIds.of(from), announced)));
        }
    }

    private void onReport(Member from, WireInput frame) {
        var reported = ShardTableCodec.read(frame);
        if (accepts(from, reported)) {
            run(() -> perform(follower.onReported(MemberIds.of(from), reported)));
        }
    }

    private boolean accepts(Member from, ShardTable other) {
        if (other.shards() != shards) {
            log.error("{} has {} shards and this node {}: its table is ignored", from, other.shards(), shards);
        }
        return other.shards() == shards;
    }

    private void perform(List<Output> outputs) {
        for (var output : outputs) {
            switch (output) {
                case Output.Announce(var to, var announced) -> send(TABLE, to, announced);
                case Output.Report(var to, var known) -> send(REPORT, to, known);
                case Output.Install(var next) -> install(next);
            }
        }
        if (follower.isStranded()) {
            stranded.run();
        }
    }

    private void install(ShardTable next) {
        table = next;
        log.info("shard table of epoch {} installed: {}", next.epoch(), next.ownerCounts());
        installed.accept(next);
    }

    /// A member that has left the view needs no table; one that is busy gets the newest as soon as it takes it.
    private void send(FrameKind kind, MemberId to, ShardTable sent) {
        remoting.sendUntilTaken(() -> {
            var newest = table.epoch() > sent.epoch() ? table : sent;
            var frame = kind.frame();
            ShardTableCodec.write(newest, frame);
            return remoting.transport().view().members().stream()
                    .filter(member -> MemberIds.of(member).equals(to))
                    .findFirst()
                    .map(member -> remoting.send(member, ChannelKind.CONTROL, frame))
                    .orElse(SendResult.UNKNOWN_MEMBER);
        });
    }
}
