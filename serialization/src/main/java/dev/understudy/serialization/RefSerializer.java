package dev.understudy.serialization;

import dev.understudy.actor.ActorRef;

/// An [ActorRef] as the codec's [RefResolver] writes it, in bytes of known length.
final class RefSerializer extends WireSerializer<ActorRef<?>> {

    static final String NAME = "actor-ref";

    private final String wireType;

    RefSerializer(String wireType) {
        this.wireType = wireType;
    }

    /// The same with the type of its messages, as in `actor-ref<account.reply>`.
    @Override
    RefSerializer describedAs(String longerWireType) {
        return new RefSerializer(longerWireType);
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, ActorRef<?> ref) {
        var refs = kryo.refs();
        if (refs == null) {
            throw new UnwritableMessageException("the ref " + ref.path()
                    + " cannot be sent: this codec was made without a RefResolver, so nothing says where refs point");
        }
        long start = out.beginBlob();
        refs.write(ref, out.facade());
        out.endBlob(start);
    }

    @Override
    ActorRef<?> read(WireKryo kryo, ValueInput in) {
        var refs = kryo.refs();
        if (refs == null) {
            throw new IncompatibleMessageException(
                    "the bytes hold a ref, and this codec was made without a RefResolver");
        }
        int end = in.readBlobLength() + in.position();
        int outer = in.limit();
        in.setLimit(end);
        var ref = refs.read(in.facade());
        in.setPosition(end);
        in.setLimit(outer);
        return ref;
    }

    @Override
    String wireType() {
        return wireType;
    }
}
