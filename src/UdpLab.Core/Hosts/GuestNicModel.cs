using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Cards that QEMU emulates for a guest.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestNicModel>))]
public enum GuestNicModel : long
{
    /// <summary>virtio-net.</summary>
    Virtio,

    /// <summary>Intel 82574, driver e1000e.</summary>
    E1000e,

    /// <summary>VMware's vmxnet3.</summary>
    Vmxnet3,

    /// <summary>Intel 82576, driver igb; QEMU 8.0 or later.</summary>
    Igb,
}
