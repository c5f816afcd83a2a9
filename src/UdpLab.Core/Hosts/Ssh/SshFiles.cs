using UdpLab.Wire;

namespace UdpLab;

/// <summary>Where ssh keeps its files; none for a user without a home folder.</summary>
internal static class SshFiles
{
    /// <summary>A file in ~/.ssh.</summary>
    public static string? InHome(string name) => UserHome.Folder is { } home ? Path.Combine(home, ".ssh", name) : null;

    /// <summary>The user's configuration.</summary>
    public static string? Config => InHome("config");

    /// <summary>The machine's.</summary>
    public const string SystemConfig = "/etc/ssh/ssh_config";

    /// <summary>The known_hosts files used if the configuration names none.</summary>
    public static IReadOnlyList<string> KnownHosts => [.. new[] { "known_hosts", "known_hosts2" }.Select(InHome).OfType<string>()];

    /// <summary>Keys that are tried if none is named, in ssh's order.</summary>
    public static IReadOnlyList<string> Identities => [.. new[] { "id_rsa", "id_ecdsa", "id_ed25519" }.Select(InHome).OfType<string>()];

    /// <summary>Expands a leading ~ to the user's home folder.</summary>
    public static string Expand(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
        ? (UserHome.Folder ?? throw new LabException(FailureCode.NotFound, $"-KeyFilePath {path}: this user has no home folder; give the full path.", "KeyFilePath")) + path[1..]
        : path;
}
