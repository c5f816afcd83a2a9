using System.Buffers.Binary;
using System.Text;

namespace UdpLab;

/// <summary>A public key in wire format (RFC 4253 section 6.6): strings with their lengths, the type first.</summary>
internal static class KnownHostsKey
{
    /// <summary>The type stated in the key; null if it is not a key.</summary>
    public static string? TypeOf(byte[] key) => Fields(key) is [{ Length: > 0 } type, _, ..] && type.All(b => b is > 0x20 and < 0x7f)
        ? Encoding.ASCII.GetString(type)
        : null;

    /// <summary>The key type of a signature type: RSA has one key type and several signature types (RFC 8332).</summary>
    public static string Plain(string type) => type is "rsa-sha2-256" or "rsa-sha2-512" ? "ssh-rsa" : type;

    /// <summary>
    /// True if the keys are the same even if encoded differently: leading zeros of numbers and trailing bytes do not hide a revoked
    /// key.
    /// </summary>
    public static bool IsSame(byte[] listed, byte[] shown)
    {
        List<byte[]> wanted = Fields(listed), given = Fields(shown);
        return wanted.Count >= 2 && given.Count >= wanted.Count
            && wanted.Zip(given).All(pair => pair.First.AsSpan().TrimStart((byte)0).SequenceEqual(pair.Second.AsSpan().TrimStart((byte)0)));
    }

    private static List<byte[]> Fields(byte[] key)
    {
        List<byte[]> fields = [];
        ReadOnlySpan<byte> rest = key;
        while (rest.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(rest) is var length && length <= rest.Length - 4)
        {
            fields.Add(rest.Slice(4, (int)length).ToArray());
            rest = rest[(4 + (int)length)..];
        }

        return fields;
    }
}
