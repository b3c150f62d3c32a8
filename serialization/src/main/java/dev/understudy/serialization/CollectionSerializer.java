package dev.understudy.serialization;

import java.util.Collection;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// A collection whose elements are of one declared type. Elements may be null where the collection allows it.
final class CollectionSerializer extends WireSerializer<Collection<?>> {

    private final CollectionForm form;
    private final WireSerializer<?> element;

    CollectionSerializer(CollectionForm form, WireSerializer<?> element) {
        this.form = form;
        this.element = element;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, Collection<?> value) {
        if (value instanceof SortedSet<?> sorted && sorted.comparator() != null) {
            throw new UnwritableMessageException(
                    "a sorted set with a comparator of its own cannot be sent: a comparator"
                            + " has no wire form; send a list, or a set in natural order");
        }
        int count = value.size();
        out.writeListHeader(count);
        kryo.enter();
        int written = 0;
        for (Object each : value) {
            element.putAny(kryo, out, each);
            written++;
        }
        kryo.leave();
        if (written != count) {
            throw new UnwritableMessageException("a collection of " + count + " elements gave " + written
                    + ": it was changed while the message was written; send a copy");
        }
    }

    @Override
    Collection<?> read(WireKryo kryo, ValueInput in) {
        var elements = new @Nullable Object[in.readListCount()];
        kryo.enter();
        for (int i = 0; i < elements.length; i++) {
            elements[i] = element.take(kryo, in);
        }
        kryo.leave();
        return form.build(elements);
    }

    @Override
    Collection<?> absentValue() {
        return form.build(new @Nullable Object[0]);
    }

    @Override
    String wireType() {
        return form.wireName() + '<' + element.wireType() + '>';
    }
}
