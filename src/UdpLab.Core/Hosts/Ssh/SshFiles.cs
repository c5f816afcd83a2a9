namespace UdpLab;

/// <summary>Where ssh keeps its files.</summary>
internal static class SshFiles
{
    /// <summary>A file of ~/.ssh.</summary>
    public static string InHome(string name) => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh", name);

    /// <summary>The user's configuration.</summary>
    public static string Config => InHome("config");

    /// <summary>The machine's.</summary>
    public const string SystemConfig = "/etc/ssh/ssh_config";

    /// <summary>Keys that are tried when none is named, in ssh's order.</summary>
    public static IReadOnlyList<string> Identities => [.. new[] { "id_rsa", "id_ecdsa", "id_ed25519" }.Select(InHome)];

    /// <summary>A leading ~ is the user's home folder.</summary>
    public static string Expand(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
        ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..]
        : path;
}
