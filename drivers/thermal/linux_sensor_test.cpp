#include "drivers/thermal/linux_sensor.hpp"

#include <gtest/gtest.h>

#include "drivers/thermal/test_tree.hpp"

namespace ocellus::thermal {
namespace {

constexpr const char* kZone0 = "class/thermal/thermal_zone0/";
constexpr const char* kZone3 = "class/thermal/thermal_zone3/";
constexpr const char* kFirmware = "devices/platform/soc/soc:firmware/get_throttled";

class LinuxSensorTest : public ::testing::Test {
 protected:
  void write(const std::string& name, std::string_view text) const { tree_.write(name, text); }
  LinuxSensor sensor() const { return LinuxSensor(tree_.path(), tree_.path() + "/dev"); }

  test::Tree tree_;
};

TEST_F(LinuxSensorTest, MayFindNothing) {
  LinuxSensor sensor = this->sensor();
  const Reading reading = sensor.read();
  EXPECT_EQ(reading.hottest, std::nullopt);
  EXPECT_EQ(reading.throttling, std::nullopt);
  EXPECT_EQ(sensor.trip(), std::nullopt);
}

TEST_F(LinuxSensorTest, TakesTheHottestZone) {
  write(kZone0 + std::string("temp"), "48312\n");
  write(kZone3 + std::string("temp"), "51000\n");
  LinuxSensor sensor = this->sensor();
  EXPECT_EQ(sensor.read().hottest, Millicelsius{51000});
  write(kZone0 + std::string("temp"), "60500\n");
  EXPECT_EQ(sensor.read().hottest, Millicelsius{60500});
  write(kZone0 + std::string("temp"), "");  // cannot be read just now
  EXPECT_EQ(sensor.read().hottest, Millicelsius{51000});
}

TEST_F(LinuxSensorTest, FindsWhereTheKernelSlowsDown) {
  const std::string zone = kZone3;
  write(zone + "temp", "40000\n");
  write(zone + "trip_point_0_type", "critical\n");
  write(zone + "trip_point_0_temp", "60000\n");
  write(zone + "trip_point_1_type", "passive\n");
  write(zone + "trip_point_1_temp", "85000\n");
  write(zone + "trip_point_2_type", "active\n");
  write(zone + "trip_point_2_temp", "80000\n");
  write(zone + "trip_point_3_type", "passive\n");
  write(zone + "trip_point_3_temp", "0\n");
  EXPECT_EQ(sensor().trip(), celsius(80));
}

TEST_F(LinuxSensorTest, AsksTheFirmware) {
  write(kFirmware, "50005\n");
  LinuxSensor sensor = this->sensor();
  EXPECT_EQ(sensor.read().throttling, decode_throttled(0x50005));
  // The kernel made it forget, the sensor did not.
  write(kFirmware, "0\n");
  EXPECT_EQ(sensor.read().throttling, decode_throttled(0x50000));
}

TEST_F(LinuxSensorTest, FallsBackToTheAlarm) {
  write("class/hwmon/hwmon0/name", "cpu_thermal\n");
  write("class/hwmon/hwmon0/in0_lcrit_alarm", "1\n");
  write("class/hwmon/hwmon1/name", "rpi_volt\n");
  write("class/hwmon/hwmon1/in0_lcrit_alarm", "0\n");
  LinuxSensor sensor = this->sensor();
  EXPECT_EQ(sensor.read().throttling, Throttling{});
  write("class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
  EXPECT_EQ(sensor.read().throttling, decode_throttled(0x10001));
  write("class/hwmon/hwmon1/in0_lcrit_alarm", "0\n");
  EXPECT_EQ(sensor.read().throttling, decode_throttled(0x10000));
}

TEST_F(LinuxSensorTest, AFileIsNoMailbox) {
  write("dev/vcio", "");
  EXPECT_EQ(sensor().read().throttling, std::nullopt);
}

}  // namespace
}  // namespace ocellus::thermal
