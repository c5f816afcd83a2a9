using UdpLab.Wire;

namespace UdpLab;

/// <summary>Where ssh keeps its files. A user without a home folder has none.</summary>
internal static class SshFiles
{
    /// <summary>A file of ~/.ssh.</summary>
    public static string? InHome(string name) => UserHome.Folder is { } home ? Path.Combine(home, ".ssh", name) : null;

    /// <summary>The user's configuration.</summary>
    public static string? Config => InHome("config");

    /// <summary>The machine's.</summary>
    public const string SystemConfig = "/etc/ssh/ssh_config";

    /// <summary>Known hosts where no configuration names others.</summary>
    public static IReadOnlyList<string> KnownHosts => [.. new[] { "known_hosts", "known_hosts2" }.Select(InHome).OfType<string>()];

    /// <summary>Keys that are tried when none is named, in ssh's order.</summary>
    public static IReadOnlyList<string> Identities => [.. new[] { "id_rsa", "id_ecdsa", "id_ed25519" }.Select(InHome).OfType<string>()];

    /// <summary>A leading ~ is the user's home folder.</summary>
    public static string Expand(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
        ? (UserHome.Folder ?? throw new LabException(FailureCode.NotFound, $"-KeyFilePath {path}: this user has no home folder; give the whole path.", "KeyFilePath")) + path[1..]
        : path;
}
