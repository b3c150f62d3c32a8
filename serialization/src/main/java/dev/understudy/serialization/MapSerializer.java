package dev.understudy.serialization;

import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A map whose keys and values are of declared types: a list of keys and values in turn.
final class MapSerializer extends WireSerializer<Map<?, ?>> {

    private final MapForm form;
    private final WireSerializer<?> key;
    private final WireSerializer<?> value;

    MapSerializer(MapForm form, WireSerializer<?> key, WireSerializer<?> value) {
        this.form = form;
        this.key = key;
        this.value = value;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, Map<?, ?> map) {
        if (map instanceof SortedMap<?, ?> sorted && sorted.comparator() != null) {
            throw new UnwritableMessageException(
                    "a sorted map with a comparator of its own cannot be sent: a comparator"
                            + " has no wire form; send a map in natural order");
        }
        int count = map.size();
        out.writeListHeader(Math.multiplyExact(count, 2));
        kryo.enter();
        int written = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            key.putAny(kryo, out, entry.getKey());
            value.putAny(kryo, out, entry.getValue());
            written++;
        }
        kryo.leave();
        if (written != count) {
            throw new UnwritableMessageException("a map of " + count + " entries gave " + written
                    + ": it was changed while the message was written; send a copy");
        }
    }

    @Override
    Map<?, ?> read(WireKryo kryo, ValueInput in) {
        int count = in.readListCount();
        if (count % 2 != 0) {
            throw new MalformedMessageException("a map has " + count + " keys and values, which is odd");
        }
        Map<@Nullable Object, @Nullable Object> map = form.start();
        kryo.enter();
        for (int i = 0; i < count; i += 2) {
            map.put(key.take(kryo, in), value.take(kryo, in));
        }
        kryo.leave();
        return form.finish(map);
    }

    @Override
    Map<?, ?> absentValue() {
        return form.finish(form.start());
    }

    @Override
    String wireType() {
        return form.wireName() + '<' + key.wireType() + ',' + value.wireType() + '>';
    }
}
