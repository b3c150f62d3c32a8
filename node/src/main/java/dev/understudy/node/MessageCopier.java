package dev.understudy.node;

import dev.understudy.actor.ActorRef;
import dev.understudy.serialization.MessageCodec;
import dev.understudy.serialization.MessageRegistry;
import dev.understudy.serialization.RefResolver;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Copies messages by writing and reading them as for the wire, so that what could not cross it is refused here
/// too. Refs inside stay the refs they are. Thread-safe.
final class MessageCopier implements UnaryOperator<Object> {
    /// The refs of the message that this thread copies, in the order in which they were written.
    private static final ScopedValue<List<ActorRef<?>>> REFS = ScopedValue.newInstance();

    private final MessageCodec codec;

    MessageCopier(MessageRegistry registry) {
        codec = registry.codec(new RefsAsTheyAre());
    }

    @Override
    public Object apply(Object message) {
        return ScopedValue.where(REFS, new ArrayList<>()).call(() -> codec.decode(codec.encode(message)));
    }

    private static final class RefsAsTheyAre implements RefResolver {
        @Override
        public void write(ActorRef<?> ref, WireOutput out) {
            var refs = REFS.get();
            out.writeInt(refs.size());
            refs.add(ref);
        }

        @Override
        public ActorRef<?> read(WireInput in) {
            return REFS.get().get(in.readInt());
        }
    }
}
