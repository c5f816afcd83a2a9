using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>How QEMU runs a guest's processor.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestAccelerator>))]
public enum GuestAccelerator : long
{
    /// <summary>KVM if this is a real machine that has it, else emulation.</summary>
    Auto,

    /// <summary>This machine's own processor, by /dev/kvm.</summary>
    Kvm,

    /// <summary>Emulation.</summary>
    Tcg,
}
