package dev.understudy.remoting;

import dev.understudy.actor.RestartType;
import dev.understudy.remoting.Link.Bundle;
import dev.understudy.serialization.Encoded;
import dev.understudy.serialization.MessageCodec;
import dev.understudy.serialization.RemoteFailure;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// How orders to remote children, and news of them, are put in bytes. Thread-safe.
final class ChildFrames {
    /// Of a parent, to its child's node.
    static final FrameKind ORDERS = new FrameKind(68, "CHILD_ORDERS");
    /// What became of a child, to its parent's node.
    static final FrameKind NEWS = new FrameKind(69, "CHILD_NEWS");
    /// To a parent's node: there is no such posting here.
    static final FrameKind NO_CHILD = new FrameKind(70, "NO_SUCH_CHILD");
    /// To a child's node: nobody here has such a posting.
    static final FrameKind NO_PARENT = new FrameKind(71, "NO_SUCH_PARENT");
    /// Of a parent that came back, to all: who has my child?
    static final FrameKind WANTED = new FrameKind(76, "CHILD_WANTED");
    /// The answer to that.
    static final FrameKind WANTED_ANSWER = new FrameKind(77, "CHILD_WANTED_ANSWER");

    private static final int SPAWN = 1;
    private static final int RESUME = 2;
    private static final int HALT = 3;
    private static final int RECREATE = 4;
    private static final int STOP = 5;

    private static final int STARTED = 1;
    private static final int REFUSED = 2;
    private static final int FAILED = 3;
    private static final int HALTED = 4;
    private static final int GONE = 5;

    private final MessageCodec codec;

    ChildFrames(MessageCodec codec) {
        this.codec = codec;
    }

    void writeOrders(Bundle<ChildOrder> bundle, WireOutput out) {
        write(bundle, out, this::write);
    }

    Bundle<ChildOrder> readOrders(WireInput in) {
        return read(in, this::readOrder);
    }

    void writeNews(Bundle<ChildNews> bundle, WireOutput out) {
        write(bundle, out, this::write);
    }

    Bundle<ChildNews> readNews(WireInput in) {
        return read(in, this::readOneNews);
    }

    static void write(Claim claim, WireOutput out) {
        out.writeString(claim.path()).writeVarLong(claim.epoch());
    }

    static Claim readClaim(WireInput in) {
        return new Claim(in.readString(), in.readVarLong());
    }

    private static <T> void write(Bundle<T> bundle, WireOutput out, BiConsumer<T, WireOutput> item) {
        out.writeVarLong(bundle.received())
                .writeVarLong(bundle.first())
                .writeVarInt(bundle.items().size());
        bundle.items().forEach(each -> item.accept(each, out));
    }

    private static <T> Bundle<T> read(WireInput in, Function<WireInput, T> item) {
        long received = in.readVarLong();
        long first = in.readVarLong();
        int count = in.readVarInt();
        List<T> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(item.apply(in));
        }
        return new Bundle<>(received, first, items);
    }

    private void write(ChildOrder order, WireOutput out) {
        switch (order) {
            case ChildOrder.Spawn(var recipe, var name, var restartType, var arguments, var claim) -> {
                out.writeByte(SPAWN)
                        .writeString(recipe)
                        .writeString(name)
                        .writeString(restartType.name())
                        .writeVarInt(arguments.bytes().length)
                        .writeBytes(arguments.bytes())
                        .writeBoolean(claim != null);
                if (claim != null) {
                    write(claim, out);
                }
            }
            case ChildOrder.Resume() -> out.writeByte(RESUME);
            case ChildOrder.Halt(var failure) -> codec.encode(failure, out.writeByte(HALT));
            case ChildOrder.Recreate() -> out.writeByte(RECREATE);
            case ChildOrder.Stop() -> out.writeByte(STOP);
        }
    }

    private ChildOrder readOrder(WireInput in) {
        int kind = in.readByte();
        return switch (kind) {
            case SPAWN ->
                new ChildOrder.Spawn(
                        in.readString(),
                        in.readString(),
                        RestartType.valueOf(in.readString()),
                        new Encoded(in.readBytes(in.readVarInt())),
                        in.readBoolean() ? readClaim(in) : null);
            case RESUME -> new ChildOrder.Resume();
            case HALT -> new ChildOrder.Halt(failure(in));
            case RECREATE -> new ChildOrder.Recreate();
            case STOP -> new ChildOrder.Stop();
            default -> throw new IllegalArgumentException("an order to a child is of unknown kind " + kind);
        };
    }

    private void write(ChildNews news, WireOutput out) {
        switch (news) {
            case ChildNews.Refused(var reason) -> out.writeByte(REFUSED).writeString(reason);
            case ChildNews.Failed(var failure, boolean hasBehavior, boolean stoppedItself) ->
                codec.encode(
                        failure, out.writeByte(FAILED).writeBoolean(hasBehavior).writeBoolean(stoppedItself));
            case ChildNews.Halted() -> out.writeByte(HALTED);
            case ChildNews.Started(long ref) -> out.writeByte(STARTED).writeVarLong(ref);
            case ChildNews.Gone(var failure) -> {
                out.writeByte(GONE).writeBoolean(failure != null);
                if (failure != null) {
                    codec.encode(failure, out);
                }
            }
        }
    }

    private ChildNews readOneNews(WireInput in) {
        int kind = in.readByte();
        return switch (kind) {
            case REFUSED -> new ChildNews.Refused(in.readString());
            case FAILED -> {
                boolean hasBehavior = in.readBoolean();
                boolean stoppedItself = in.readBoolean();
                yield new ChildNews.Failed(failure(in), hasBehavior, stoppedItself);
            }
            case HALTED -> new ChildNews.Halted();
            case STARTED -> new ChildNews.Started(in.readVarLong());
            case GONE -> new ChildNews.Gone(in.readBoolean() ? failure(in) : null);
            default -> throw new IllegalArgumentException("news of a child are of unknown kind " + kind);
        };
    }

    private RemoteFailure failure(WireInput in) {
        if (codec.decode(in) instanceof RemoteFailure failure) {
            return failure;
        }
        throw new IllegalArgumentException("what should be a failure is something else");
    }
}
