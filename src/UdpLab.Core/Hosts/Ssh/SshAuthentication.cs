using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto;
using Renci.SshNet;
using Renci.SshNet.Common;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>How a user authenticates: with the readable keys, then the password.</summary>
internal sealed class SshAuthentication
{
    private readonly List<string> _tried = [];

    public AuthenticationMethod[] Methods { get; private set; } = [];

    /// <summary>For error messages: what was offered and what was not.</summary>
    public string Tried => _tried.Count == 0 ? "no key was found and no -Credential given" : "offered: " + string.Join(", ", _tried);

    public static SshAuthentication For(SshTarget target, SshConfig config, string userName, Action<string> verbose)
    {
        SshAuthentication made = new();
        List<IPrivateKeySource> keys = [];
        bool secretIsPassphrase = false;
        if (target.KeyFilePath is { } path)
        {
            keys.Add(made.Named(SshFiles.Expand(path), target.Secret, out secretIsPassphrase));
        }
        else
        {
            IReadOnlyList<string> files = config.IdentityFiles.Count > 0 ? config.IdentityFiles : SshFiles.Identities;
            keys.AddRange(files.Where(File.Exists).Select(f => made.Default(f, target.Secret, verbose)).OfType<IPrivateKeySource>());
        }

        List<AuthenticationMethod> methods = [];
        if (keys.Count > 0)
        {
            methods.Add(new PrivateKeyAuthenticationMethod(userName, [.. keys]));
        }

        if (target.Secret is { } password && !secretIsPassphrase)
        {
            KeyboardInteractiveAuthenticationMethod interactive = new(userName);
            interactive.AuthenticationPrompt += (_, e) =>
            {
                foreach (AuthenticationPrompt prompt in e.Prompts.Where(p => !p.IsEchoed))
                {
                    prompt.Response = password;
                }
            };
            methods.Add(new PasswordAuthenticationMethod(userName, password));
            methods.Add(interactive);
            made._tried.Add("the password");
        }

        if (methods.Count == 0)
        {
            methods.Add(new NoneAuthenticationMethod(userName));
        }

        made.Methods = [.. methods];
        return made;
    }

    /// <summary>A key given explicitly must be readable.</summary>
    private PrivateKeyFile Named(string path, string? secret, out bool encrypted)
    {
        encrypted = false;
        if (!File.Exists(path))
        {
            throw Refuse($"-KeyFilePath {path}: there is no such file.");
        }

        try
        {
            PrivateKeyFile? open = TryOpen(path, null);
            encrypted = open is null;
            PrivateKeyFile key = open ?? (secret is null
                ? throw Refuse($"-KeyFilePath {path}: the key has a passphrase; give it as the password of -Credential.")
                : TryOpen(path, secret) ?? throw Refuse($"-KeyFilePath {path}: the passphrase is wrong."));
            _tried.Add(path);
            return key;
        }
        catch (Exception e) when (e is SshException or InvalidOperationException or NotSupportedException or FormatException or ArgumentException)
        {
            throw secret is not null && encrypted ? Refuse($"-KeyFilePath {path}: the passphrase is wrong, or the file is damaged ({e.Message})") : Refuse($"-KeyFilePath {path} is not a private key that UdpLab can read: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse($"-KeyFilePath {path} cannot be read: {e.Message}");
        }
    }

    /// <summary>A default key is skipped if it cannot be read.</summary>
    private PrivateKeyFile? Default(string path, string? secret, Action<string> verbose)
    {
        try
        {
            PrivateKeyFile? key = TryOpen(path, null) ?? (secret is null ? null : TryOpen(path, secret));
            if (key is not null)
            {
                _tried.Add(path);
                return key;
            }

            _tried.Add($"not {path} (it has a passphrase: give it as the password of -Credential)");
        }
        catch (Exception e) when (e is SshException or InvalidOperationException or NotSupportedException or FormatException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            _tried.Add($"not {path} ({e.Message.TrimEnd('.')})");
        }

        verbose(_tried[^1]);
        return null;
    }

    /// <summary>Null if it needs a passphrase, or a different one.</summary>
    private static PrivateKeyFile? TryOpen(string path, string? passphrase)
    {
        try
        {
            // PKCS #8 and PEM state in their text that they are encrypted; the library would try an empty passphrase on PKCS #8 and fail obscurely.
            byte[] key = UserFile.ReadBytes(path);
            return passphrase is not null ? new PrivateKeyFile(new MemoryStream(key), passphrase)
                : Encoding.Latin1.GetString(key).Split('\n', 3).Take(2).Any(line => line.Contains("ENCRYPTED", StringComparison.Ordinal)) ? null
                : new PrivateKeyFile(new MemoryStream(key));
        }
        catch (Exception e) when (e is SshPassPhraseNullOrEmptyException or CryptoException or CryptographicException)
        {
            return null;
        }
    }

    private static LabException Refuse(string message) => new(FailureCode.InvalidArgument, message, "KeyFilePath");
}
