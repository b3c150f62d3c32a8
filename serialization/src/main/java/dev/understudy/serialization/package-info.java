/// Objects to bytes and back: wire names, registration, evolution. The only room that imports Kryo.
@NullMarked
package dev.understudy.serialization;

import org.jspecify.annotations.NullMarked;
