package dev.trainyard.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.OpenPGPDetachedSignatureProcessor;
import org.bouncycastle.openpgp.api.OpenPGPKeyReader;
import org.bouncycastle.openpgp.api.OpenPGPSignature.OpenPGPDocumentSignature;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPImplementation;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;

/// OpenPGP keys that may sign, and signatures by them.
///
/// @param file its name, for people
record GpgKeys(String file, List<OpenPGPCertificate> certificates) {
  private static final String BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

  /// How far a signer's clock may be ahead.
  private static final Duration SKEW = Duration.ofMinutes(10);

  private static final String END = "-----END PGP PUBLIC KEY BLOCK-----";

  /// Reads armoured keys, one block after the other; text between them is for people.
  static GpgKeys parse(String file, String text) throws UnusableKeysException {
    List<OpenPGPCertificate> certificates = new ArrayList<>();
    int begin = text.indexOf(BEGIN);
    while (begin >= 0) {
      int end = text.indexOf(END, begin);
      String where =
          file + ":" + (1 + text.substring(0, begin).chars().filter(c -> c == '\n').count());
      if (end < 0) {
        throw new UnusableKeysException(where + ": this key has no end; export it again");
      }
      certificates.addAll(block(where, text.substring(begin, end + END.length()) + "\n"));
      begin = text.indexOf(BEGIN, end);
    }
    if (certificates.isEmpty() && !text.isBlank()) {
      throw new UnusableKeysException(
          file + ":1: this is no armoured public key; write one with gpg --armor --export");
    }
    return new GpgKeys(file, certificates);
  }

  private static List<OpenPGPCertificate> block(String where, String text)
      throws UnusableKeysException {
    try {
      List<OpenPGPCertificate> found =
          new OpenPGPKeyReader(new BcOpenPGPImplementation()).parseCertificates(text);
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IOException | RuntimeException _) {
      // Not a key, as below.
    }
    throw new UnusableKeysException(
        where + ": this public key is damaged; export it again with gpg --armor --export");
  }

  /// Why a signature does not count, if it does not.
  ///
  /// @param now a key that is not valid any more does not count, whenever it signed
  Optional<String> objection(SignedCommit commit, String armoured, Instant now) {
    try {
      Optional<PGPSignature> one = only(SignedCommit.bytes(armoured));
      if (one.isEmpty() || one.get().getSignatureType() != PGPSignature.BINARY_DOCUMENT) {
        return Optional.of("its OpenPGP signature is not one over a whole object");
      }
      PGPSignature signature = one.get();
      if (certificates.stream().allMatch(it -> it.getSigningKeyFor(signature) == null)) {
        return Optional.of("its OpenPGP key %s is not in %s".formatted(id(signature), file));
      }
      List<String> refusals = new ArrayList<>();
      OpenPGPDetachedSignatureProcessor check =
          new OpenPGPDetachedSignatureProcessor(new BcOpenPGPImplementation())
              .verifyNotAfter(Date.from(now.plus(SKEW)))
              .setExceptionCallback(e -> refusals.add(String.valueOf(e.getMessage())));
      certificates.forEach(check::addVerificationCertificate);
      check.addSignature(signature);
      List<OpenPGPDocumentSignature> found =
          check.process(new ByteArrayInputStream(SignedCommit.bytes(commit.signed())));
      return found.isEmpty()
          ? Optional.of("its OpenPGP signature cannot be relied on " + refusals)
          : objection(found.getFirst(), Date.from(now));
    } catch (IOException | PGPException | RuntimeException e) {
      return Optional.of("its OpenPGP signature is damaged (" + e.getMessage() + ")");
    }
  }

  private static Optional<PGPSignature> only(byte[] armoured) throws IOException {
    Object first =
        new BcPGPObjectFactory(PGPUtil.getDecoderStream(new ByteArrayInputStream(armoured)))
            .nextObject();
    return first instanceof PGPSignatureList list && list.size() == 1
        ? Optional.of(list.get(0))
        : Optional.empty();
  }

  private static Optional<String> objection(OpenPGPDocumentSignature found, Date now)
      throws PGPException {
    OpenPGPComponentKey key = found.getIssuer();
    String name = "its OpenPGP key " + id(found.getSignature());
    if (!found.isTestedCorrect()) {
      return Optional.of("its OpenPGP signature is not of this commit: one of the two was changed");
    } else if (!maySign(key, found.getCreationTime())) {
      return Optional.of(name + " was not valid for signing when it was signed");
    } else if (!maySign(key, now)) {
      return Optional.of(name + " has expired or was revoked");
    }
    return found.isValid()
        ? Optional.empty()
        : Optional.of("its OpenPGP signature or key uses what is not safe any more");
  }

  /// Whether a key and the one that it belongs to were neither expired nor revoked at a time.
  private static boolean maySign(OpenPGPComponentKey key, Date time) {
    OpenPGPCertificate whole = key.getCertificate();
    return whole.getPrimaryKey().isBoundAt(time)
        && key.isBoundAt(time)
        && whole.getSigningKeys(time).contains(key);
  }

  private static String id(PGPSignature signature) {
    List<KeyIdentifier> ids = signature.getKeyIdentifiers();
    return ids.isEmpty() ? "(without id)" : ids.getFirst().toString();
  }
}
