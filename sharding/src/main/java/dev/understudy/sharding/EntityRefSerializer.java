package dev.understudy.sharding;

import dev.understudy.serialization.Serializer;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import java.util.function.Supplier;

/// An [EntityRef] on the wire: type and id. The receiving node must know the type.
@SuppressWarnings("rawtypes") // a class literal of a generic type is raw
final class EntityRefSerializer implements Serializer<EntityRef> {
    private final Supplier<Sharding> sharding;

    /// @param sharding of the node that reads; asked when the first ref arrives
    EntityRefSerializer(Supplier<Sharding> sharding) {
        this.sharding = sharding;
    }

    @Override
    public void write(EntityRef ref, WireOutput out) {
        out.writeString(ref.type().name()).writeString(ref.id());
    }

    @Override
    public EntityRef read(WireInput in, int version) {
        return sharding.get().entityRef(in.readString(), in.readString());
    }
}
