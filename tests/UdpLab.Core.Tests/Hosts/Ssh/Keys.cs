using System.Buffers.Binary;
using System.Text;

namespace UdpLab.Tests;

/// <summary>Public keys without known private keys.</summary>
internal static class Keys
{
    public static readonly byte[] Ed25519 = OfEd25519(1);
    public static readonly byte[] OtherEd25519 = OfEd25519(2);
    public static readonly byte[] Rsa = Join(Bytes("ssh-rsa"), [1, 0, 1], [0, .. Enumerable.Repeat((byte)0xa5, 256)]);

    public static byte[] OfEd25519(byte seed) => Join(Bytes("ssh-ed25519"), [.. Enumerable.Range(0, 32).Select(i => (byte)(seed + i))]);

    public static string Text(byte[] key) => $"{KnownHostsKey.TypeOf(key)} {Convert.ToBase64String(key)}";

    public static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    public static byte[] Join(params byte[][] fields) => [.. fields.SelectMany(field =>
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
        return length.Concat(field);
    })];
}
