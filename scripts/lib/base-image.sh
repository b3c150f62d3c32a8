# shellcheck shell=bash
# A base image made of what this machine has: static busybox, glibc and a Java runtime. For places from which no registry
# can be reached. Sourced after common.sh and find_jdk, never run.

# What a node and its health check need of the JDK. jdk.naming.dns: discovery by DNS; jdk.jcmd: to look inside one.
BASE_MODULES=java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml
BASE_MODULES+=,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs

# glibc loads these by name at run time, so ldd does not show them.
BASE_LIBRARIES="libnss_dns.so.2 libnss_files.so.2 libresolv.so.2 libgcc_s.so.1 libpthread.so.0 libdl.so.2 librt.so.1"

# The name of the base image; another one where the JDK or this recipe is another.
base_image_name() {
  echo "understudy-base:$({ cat "$JAVA_HOME/release" "${BASH_SOURCE[0]}"; uname -m; } | sha256sum | cut -c 1-12)"
}

# Writes a Dockerfile and the files of the image into a new folder.
base_image_files() {
  local folder=$1 rootfs=$1/rootfs
  mkdir -p "$rootfs"/{bin,etc,opt/java,tmp}
  chmod 1777 "$rootfs/tmp"
  base_busybox "$rootfs/bin/busybox"
  local name
  for name in $("$rootfs/bin/busybox" --list); do
    [ "$name" = busybox ] || ln -s busybox "$rootfs/bin/$name"
  done
  "$JAVA_HOME/bin/jlink" --add-modules "$BASE_MODULES" --no-header-files --no-man-pages --strip-debug \
    --output "$rootfs/opt/java/runtime"
  base_libraries "$rootfs"
  echo 'root:x:0:0:root:/:/bin/sh' > "$rootfs/etc/passwd"
  echo 'root:x:0:' > "$rootfs/etc/group"
  echo 'hosts: files dns' > "$rootfs/etc/nsswitch.conf"
  cat > "$folder/Dockerfile" << 'END'
FROM scratch
COPY rootfs/ /
ENV JAVA_HOME=/opt/java/runtime PATH=/opt/java/runtime/bin:/bin LANG=C.UTF-8
CMD ["sh"]
END
}

# A busybox that needs no library: the machine's own, else out of Debian's package, which need not be installed for that.
base_busybox() {
  local own
  own=$(command -v busybox || true)
  if [ -n "$own" ] && ! ldd "$own" > /dev/null 2>&1; then
    cp "$(readlink -f "$own")" "$1"
    return
  fi
  local package
  package=$(mktemp -d)
  (cd "$package" && apt-get -qq update && apt-get -qq download busybox-static && dpkg -x busybox-static_*.deb .) > /dev/null 2>&1 ||
    { rm -rf "$package"; usage_error "needs a static busybox for the base image: install it (Debian: apt-get install busybox-static)"; }
  cp "$package"/bin/busybox "$1" 2> /dev/null || cp "$package"/usr/bin/busybox "$1"
  rm -rf "$package"
}

# The loader and libraries of glibc, to where this machine's loader looks for them.
base_libraries() {
  local rootfs=$1 library
  {
    # ldd complains of files that are not programs, and is right to; what it finds in the others is what counts.
    { find "$rootfs/opt/java/runtime" -type f \( -name '*.so' -o -path '*/bin/*' \) -exec ldd {} + 2> /dev/null || true; } |
      grep -o '/[^ :]*' | grep -v "^$rootfs"
    for library in $BASE_LIBRARIES; do
      ldconfig -p | awk -v name="$library" '$1 == name { print $NF; exit }'
    done
  } | sort -u | while read -r library; do
    mkdir -p "$rootfs$(dirname "$library")"
    cp --dereference "$library" "$rootfs$library"
  done
}
