import static java.lang.classfile.ClassFile.JAVA_8_VERSION;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Raises the classes of a jar to the class file version of Java 8. The AOT cache leaves out what
/// was compiled for Java 5, as picocli is; with it in the cache a short command takes 0.7 of the
/// time. The code in the classes stays what it is: they only gain the stack maps that newer
/// versions need.
final class OldClasses {
  private static final ClassTransform TO_JAVA_8 =
      (builder, element) -> {
        if (element instanceof ClassFileVersion) {
          builder.withVersion(JAVA_8_VERSION, 0);
        } else {
          builder.with(element);
        }
      };

  private final ZipFile jar;
  private final ClassFile classFiles;

  private OldClasses(ZipFile jar) {
    this.jar = jar;
    this.classFiles =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS,
            ConstantPoolSharingOption.NEW_POOL, // or unchanged methods would be copied as they are
            ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(this::classIn)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
  }

  static void raise(Path jar) throws IOException {
    Path raised = Path.of(jar + ".raised");
    try (ZipFile in = new ZipFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(raised))) {
      new OldClasses(in).copyTo(out);
    }
    Files.move(raised, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private void copyTo(ZipOutputStream out) throws IOException {
    for (ZipEntry entry : jar.stream().toList()) {
      ZipEntry copy = new ZipEntry(entry.getName());
      copy.setTime(entry.getTime());
      out.putNextEntry(copy);
      out.write(raised(entry));
      out.closeEntry();
    }
  }

  private byte[] raised(ZipEntry entry) throws IOException {
    byte[] bytes = bytes(entry);
    if (!entry.getName().endsWith(".class")) {
      return bytes;
    }
    ClassModel model = classFiles.parse(bytes);
    return model.majorVersion() < JAVA_8_VERSION
        ? classFiles.transformClass(model, TO_JAVA_8)
        : bytes;
  }

  private InputStream classIn(ClassDesc type) {
    String descriptor = type.descriptorString();
    ZipEntry entry = jar.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes(ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
