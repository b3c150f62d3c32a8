/// What no room can test alone: the rules of the house over all rooms, several processes, containers.
///
/// Nothing here is shipped. Read `Rooms` first for who may use whom, then `HouseRules`. Tests called `…Test` run in one
/// JVM with the unit tests; tests called `…IT` start other processes (tagged `process`) or containers (tagged
/// `container`) and run after the jars are packaged.
@NullMarked
package dev.understudy.integration;

import org.jspecify.annotations.NullMarked;
