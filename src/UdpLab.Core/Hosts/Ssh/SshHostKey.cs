using System.Buffers.Binary;
using System.Text;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Security;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Decides whether a server's key is the known one; fails closed (RFC 4251 section 4.1).</summary>
internal sealed class SshHostKey(SshTarget target, SshConfig config, string name, int port, Action<string> verbose)
{
    private const int DefaultPort = 22;
    private readonly string[] _userFiles = config.UserKnownHostsFiles.Count > 0
        ? [.. config.UserKnownHostsFiles]
        : [.. SshFiles.KnownHosts];

    private readonly string[] _systemFiles = config.GlobalKnownHostsFiles.Count > 0
        ? [.. config.GlobalKnownHostsFiles]
        : ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"];

    /// <summary>Why the key was refused; null if it was not.</summary>
    public LabException? Refusal { get; private set; }

    /// <summary>The accepted key's fingerprint.</summary>
    public string Fingerprint { get; private set; } = "";

    private bool IsAcceptedWhenNew => target.AcceptNewHostKey || string.Equals(config.StrictHostKeyChecking, "accept-new", StringComparison.OrdinalIgnoreCase);

    /// <summary>The parameter that accepts the key; for a jump host not a fingerprint, which is meant for the host behind it.</summary>
    private string Pin => target.IsJump ? "-AcceptNewHostKey" : $"-HostKeyFingerprint '{Fingerprint}'";

    /// <summary>The file a new key would be added to.</summary>
    private string FirstFile => _userFiles.Length > 0 ? _userFiles[0] : "known_hosts (HOME is not a folder of this user)";

    private string ShownName => KnownHosts.NameFor(name, port);

    /// <summary>Requests known key types of this host first, as ssh does, and no certificates.</summary>
    public void Prefer(ConnectionInfo connection)
    {
        IReadOnlyList<string> known = Load().TypesFor(name, port);
        List<KeyValuePair<string, Func<byte[], KeyHostAlgorithm>>> all = connection.HostKeyAlgorithms.Where(a => !a.Key.Contains("-cert-", StringComparison.Ordinal)).ToList();
        connection.HostKeyAlgorithms.Clear();
        foreach (KeyValuePair<string, Func<byte[], KeyHostAlgorithm>> algorithm in all.OrderBy(a => known.Contains(TypeOf(a.Key)) ? 0 : 1))
        {
            connection.HostKeyAlgorithms.Add(algorithm.Key, algorithm.Value);
        }
    }

    /// <summary>Checks the key shown by the server.</summary>
    public void Check(object? sender, HostKeyEventArgs e)
    {
        string type = Encoding.ASCII.GetString(e.HostKey, 4, BinaryPrimitives.ReadInt32BigEndian(e.HostKey));
        Fingerprint = KnownHosts.Fingerprint(e.HostKey);
        e.CanTrust = false;
        KnownHosts known = Load();
        foreach (string complaint in known.Complaints)
        {
            verbose(complaint);
        }

        KnownHostsAnswer answer = known.Check(name, port, type, e.HostKey);
        if (answer is { Verdict: KnownHostsVerdict.Unknown, OtherTypes.Count: 0 }
            && known.Check(name, DefaultPort, type, e.HostKey) is { Verdict: KnownHostsVerdict.Known or KnownHostsVerdict.Revoked } portless)
        {
            // As in ssh: for a port that is not listed, the same key under the name alone is accepted.
            answer = portless;
        }

        Refusal = answer.Verdict switch
        {
            KnownHostsVerdict.Revoked => Refuse($"the host key {Fingerprint} ({type}) of {ShownName} is revoked: {Places(answer)}. It cannot be accepted."),
            KnownHostsVerdict.Changed => Refuse($"the host key of {ShownName} has CHANGED: the known key is {string.Join(", ", answer.Lines.Select(l => $"{l.Fingerprint} ({l.File}:{l.LineNumber})"))}, the host shows {Fingerprint} ({type}). This may be a man-in-the-middle attack; if the host was reinstalled, compare the key, remove the line and connect with {Pin}."),
            KnownHostsVerdict.Unknown => Unknown(known, answer, type, e.HostKey),
            _ => Wrong(type),
        };
        e.CanTrust = Refusal is null;
    }

    private KnownHosts Load() => KnownHosts.Load([.. _userFiles, .. _systemFiles]);

    private LabException? Wrong(string type) => target.HostKeyFingerprint is { } wanted && !Matches(wanted)
        ? Refuse($"-HostKeyFingerprint {wanted}: the host {ShownName} shows {Fingerprint} ({type}).", "HostKeyFingerprint")
        : null;

    private LabException? Unknown(KnownHosts known, KnownHostsAnswer answer, string type, byte[] key)
    {
        if (target.HostKeyFingerprint is not null)
        {
            return Wrong(type);
        }

        string others = answer.OtherTypes.Count > 0 ? $" Only keys of type {string.Join(", ", answer.OtherTypes)} are known for it." : "";
        if (answer.OtherTypes.Count > 0 && IsAcceptedWhenNew)
        {
            // A man in the middle would show a key of an unlisted type; ssh does not treat such a host as new either.
            return Refuse($"the host key of {ShownName} has a different type than the known ones: {Fingerprint} ({type}).{others} Compare it with the host's own and {(target.IsJump ? $"add it to {FirstFile}" : $"connect with {Pin}")}.", "HostKeyFingerprint");
        }

        if (IsAcceptedWhenNew)
        {
            if (known.Unread.Count > 0)
            {
                return Refuse($"-AcceptNewHostKey: cannot determine whether the key {Fingerprint} ({type}) of {ShownName} is new. {string.Join("; ", known.Unread)}", "AcceptNewHostKey");
            }

            if (_userFiles.Length == 0)
            {
                return Refuse($"-AcceptNewHostKey: this user has no home folder to store the key {Fingerprint} ({type}) of {ShownName}. Set HOME, {(target.IsJump ? "" : $"connect with {Pin}, ")}or name a UserKnownHostsFile in {SshFiles.SystemConfig}.", "AcceptNewHostKey");
            }

            KnownHosts.Append(_userFiles[0], name, port, type, key, config.HashKnownHosts);
            verbose($"{ShownName}: {type} key {Fingerprint} added to {_userFiles[0]}.");
            return null;
        }

        string authorities = answer.CertAuthorityLines.Count > 0 ? $" @cert-authority lines are not supported and were ignored: {string.Join(", ", answer.CertAuthorityLines)}." : "";
        return Refuse($"the host key of {ShownName} is unknown: {Fingerprint} ({type}).{others}{authorities} Compare it with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_..._key.pub) and connect with {(target.IsJump ? "" : $"{Pin}, or with ")}-AcceptNewHostKey to add it to {FirstFile}.", target.IsJump ? "AcceptNewHostKey" : "HostKeyFingerprint");
    }

    private bool Matches(string wanted) => wanted.TrimEnd('=') is var text
        && (text == Fingerprint || "SHA256:" + text == Fingerprint);

    private static string Places(KnownHostsAnswer answer) => string.Join(", ", answer.Lines.Select(l => $"{l.File}:{l.LineNumber}"));

    private LabException Refuse(string message, string? parameter = null) => new(FailureCode.PermissionDenied, $"{target.Name}: {message}", parameter ?? "HostName");

    /// <summary>The key type of a signature algorithm: RSA has one key type and several algorithms (RFC 8332).</summary>
    private static string TypeOf(string algorithm) => algorithm.StartsWith("rsa-sha2-", StringComparison.Ordinal) ? "ssh-rsa" : algorithm;
}
