package dev.understudy.integration.offenders.actor;

import com.esotericsoftware.kryo.kryo5.Kryo;
import dev.understudy.integration.offenders.serialization.UsesARoomBelow;

/// Uses a room above its own, and a library that is not its.
public record UsesARoomAbove(UsesARoomBelow above, Kryo kryo) {}
