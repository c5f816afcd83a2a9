using System.Management.Automation;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Org.BouncyCastle.Crypto.Digests;
using Renci.SshNet;
using Spectre.Console;

namespace OtherModule;

/// <summary>Uses each library, and tells the versions that were used.</summary>
[Cmdlet(VerbsOther.Use, "OtherLibrary")]
[OutputType(typeof(string))]
public sealed class UseOtherLibraryCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        using PasswordConnectionInfo ssh = new("127.0.0.1", "nobody", "none");
        byte[] text = Encoding.ASCII.GetBytes("abc"), hash = new byte[32];
        Sha256Digest digest = new();
        digest.BlockUpdate(text, 0, text.Length);
        digest.DoFinal(hash, 0);
        WriteObject($"{Of(ssh)} {ssh.Port}");
        WriteObject($"{Of(digest)} {Convert.ToHexString(hash)[..8]}");
        WriteObject($"{Of(new Markup("[red]x[/]"))} {Markup.Escape("[x]")}");
        WriteObject($"{typeof(JsonSerializer).Assembly.GetName().Name} {JsonSerializer.Serialize(new[] { 1, 2 })}");
    }

    // Some libraries keep their assembly version from one release to the next.
    private static string Of(object used) => $"{used.GetType().Assembly.GetName().Name} {used.GetType().Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version}";
}
