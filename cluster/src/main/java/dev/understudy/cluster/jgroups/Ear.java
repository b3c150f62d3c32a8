package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.internal.Counters;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jgroups.Address;
import org.jgroups.MergeView;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.util.MessageBatch;
import org.jgroups.util.UUID;
import org.jspecify.annotations.Nullable;

/// Listens to one JGroups channel. Its methods run on JGroups' threads, views under a lock of JGroups', so all of
/// them enqueue and return.
final class Ear implements Receiver {
    /// Who is told. Each call must return at once.
    interface Session {
        void view(ChannelKind channel, Incarnation creator, long number, List<Incarnation> members, boolean isMerge);

        void greeted(Incarnation from, Greeting greeting);

        void saidGoodbye(Incarnation from);

        @Nullable
        Peer peer(Incarnation id);
    }

    private final ChannelKind channel;
    private final Session session;
    private final Counters counters;

    Ear(ChannelKind channel, Session session, Counters counters) {
        this.channel = channel;
        this.session = session;
        this.counters = counters;
    }

    static Function<ChannelKind, Receiver> of(Session session, Counters counters) {
        return channel -> new Ear(channel, session, counters);
    }

    @Override
    public void viewAccepted(View view) {
        session.view(
                channel,
                incarnation(view.getCreator()),
                view.getViewId().getId(),
                view.getMembers().stream().map(Ear::incarnation).toList(),
                view instanceof MergeView);
    }

    @Override
    public void receive(Message message) {
        receive(incarnation(message.getSrc()), message);
    }

    @Override
    public void receive(MessageBatch batch) {
        Incarnation from = incarnation(batch.sender());
        for (Message message : batch) {
            receive(from, message);
        }
    }

    private void receive(Incarnation from, Message message) {
        try {
            if (!message.hasArray() || message.getLength() == 0) {
                throw new MalformedException("message without bytes");
            }
            // no copy: JGroups reads each message into an array of its own and doesn't touch it again
            receive(from, ByteBuffer.wrap(message.getArray(), message.getOffset(), message.getLength()));
        } catch (MalformedException _) {
            counters.drop(DropReason.MALFORMED, 1);
        }
    }

    private void receive(Incarnation from, ByteBuffer bytes) throws MalformedException {
        byte type = bytes.get(bytes.position());
        if (type == Wire.HELLO) {
            session.greeted(from, Hello.read(from, bytes));
            return;
        }
        if (type == Wire.GOODBYE) {
            session.saidGoodbye(from);
            return;
        }
        Peer peer = session.peer(from);
        if (peer == null) {
            counters.drop(DropReason.NOT_A_MEMBER, 1);
            return;
        }
        switch (type) {
            case Wire.CREDIT -> {
                Wire.Credit credit = Wire.Credit.read(bytes);
                peer.out(credit.channel()).granted(credit.generation(), credit.consumed());
            }
            case Wire.BUNDLE, Wire.PIECE -> peer.in(channel).arrive(bytes);
            default -> throw new MalformedException("message of type " + type);
        }
    }

    static Incarnation incarnation(Address address) {
        if (address instanceof UUID uuid) {
            return new Incarnation(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
        }
        throw new IllegalStateException("JGroups address " + address + " is no UUID");
    }
}
