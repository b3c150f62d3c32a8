/// Objects to bytes and back: wire names, registration, evolution. The only room that imports Kryo.
///
/// Read [MessageRegistry] first: it says what may travel and under which name. [MessageCodec] writes and reads;
/// [ValueKind] is the wire format in one table; [RecordSerializer] is how records evolve; [WireContract] is what
/// a build compares so that none of it changes by accident.
///
/// Three promises hold here. No class is ever looked up by a name from the wire. Whatever the bytes are, reading
/// them ends in a message or a [SerializationException]. What one version wrote, later versions read, and the
/// other way round as far as `wire-contract.txt` calls a change compatible.
///
/// Nothing of Kryo is visible from outside; other rooms bring their types with a [Serializer] or a [RefResolver].
@NullMarked
package dev.understudy.serialization;

import org.jspecify.annotations.NullMarked;
